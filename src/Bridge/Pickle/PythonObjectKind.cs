namespace Bridge.Pickle;

/// <summary>How Python makes an object again.</summary>
public enum PythonObjectKind
{
    /// <summary>By a call: <c>callable(*args)</c>.</summary>
    Reduce,

    /// <summary>By <c>cls.__new__(cls, *args)</c>.</summary>
    New,

    /// <summary>By <c>cls.__new__(cls, *args, **kwargs)</c>.</summary>
    NewEx,
}
