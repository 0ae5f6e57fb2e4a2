namespace Bridge.Pickle;

/// <summary>The name that a property, or a member of an enum, has in Python.</summary>
/// <param name="name">The key of the dict, or the name of the attribute or enum member.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PythonNameAttribute(string name) : Attribute
{
    /// <summary>The name in Python.</summary>
    public string Name { get; } = name;
}
