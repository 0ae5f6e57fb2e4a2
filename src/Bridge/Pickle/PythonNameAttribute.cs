namespace Bridge.Pickle;

/// <summary>The name that a property, a member of an enum, or a method of an interface has in Python.</summary>
/// <param name="name">The key of the dict, or the name of the attribute, enum member or method.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Method)]
public sealed class PythonNameAttribute(string name) : Attribute
{
    /// <summary>The name in Python.</summary>
    public string Name { get; } = name;
}
