namespace Bridge.Pickle;

/// <summary>Maps a class, record, struct or enum to a Python class, in both directions.</summary>
/// <remarks>
/// The properties are the attributes, or the arguments in their order; an enum is made by its value. Where no type is
/// asked for, instances stay <see cref="PythonObject"/> unless <see cref="PickleOptions.WithClass"/> knows the type.
/// </remarks>
/// <param name="name">
/// Module and name, as in <c>"shop.models.Order"</c>. A class in a class has a colon: <c>"shop.models:Order.Line"</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum, Inherited = false)]
public sealed class PythonClassAttribute(string name) : Attribute
{
    /// <summary>Module and name of the class.</summary>
    public string Name { get; } = name;

    /// <summary>How Python makes an instance.</summary>
    /// <value><see cref="PythonClassForm.State"/> by default; without meaning for enums.</value>
    public PythonClassForm Form { get; init; }
}
