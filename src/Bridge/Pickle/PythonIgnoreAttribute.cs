namespace Bridge.Pickle;

/// <summary>A property that Python does not get, and that is not read.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PythonIgnoreAttribute : Attribute;
