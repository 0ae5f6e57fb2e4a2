namespace Bridge.Pickle;

/// <summary>How Python makes an instance of a <see cref="PythonClassAttribute">mapped class</see>. All are read.</summary>
public enum PythonClassForm
{
    /// <summary>
    /// <c>cls.__new__(cls)</c>, then its attributes by name: plain classes and dataclasses, without <c>__init__</c> being
    /// called.
    /// </summary>
    State,

    /// <summary><c>cls.__new__(cls, *values)</c>: namedtuples.</summary>
    NamedTuple,

    /// <summary><c>cls(*values)</c>: whatever takes the properties in their order, dataclasses with slots too.</summary>
    Call,
}
