using Bridge.Proxies;

namespace Bridge.InteropTests.Scenarios;

/// <summary>One method in the table of a typeid.</summary>
internal sealed class CompatibilityRow
{
    private static readonly string[] ByName =
        [$"{nameof(ObjectProxy)}.{nameof(ObjectProxy.CallAsync)}", nameof(ManagerClientExtensions.CreateAsync)];

    /// <summary>The .NET methods that were called for it.</summary>
    public SortedSet<string> DotNet { get; } = new(StringComparer.Ordinal);

    /// <summary>What came of it on each version that has it.</summary>
    public Dictionary<Version, string> Cells { get; } = [];

    /// <summary>Whether it is only called by name.</summary>
    public bool IsByName => DotNet.All(ByName.Contains);

    /// <summary>The .NET methods, in Markdown.</summary>
    /// <remarks>A method with a name of its own makes the call by name a mere detail of some arguments.</remarks>
    public string Names => string.Join(
        ", ", DotNet.Where(name => IsByName || !ByName.Contains(name)).Select(name => $"`{name}`"));
}
