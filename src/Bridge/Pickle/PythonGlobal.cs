namespace Bridge.Pickle;

/// <summary>The name of a Python class, function or other module member. Never imported, never called.</summary>
/// <param name="Module">The module, as in <c>"collections"</c>.</param>
/// <param name="Name">The qualified name in the module; dotted for nested classes.</param>
public sealed record PythonGlobal(string Module, string Name)
{
    /// <summary>Python's <c>Ellipsis</c>.</summary>
    public static PythonGlobal Ellipsis { get; } = new("builtins", "Ellipsis");

    /// <summary>Python's <c>NotImplemented</c>.</summary>
    public static PythonGlobal NotImplemented { get; } = new("builtins", "NotImplemented");

    /// <summary>Module and name, joined by a dot.</summary>
    public string FullName => $"{Module}.{Name}";

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
