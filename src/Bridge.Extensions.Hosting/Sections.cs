namespace Bridge.Extensions.Hosting;

/// <summary>The sections of the configuration.</summary>
internal static class Sections
{
    /// <summary>Of a manager.</summary>
    public static string OfManager(string? name) => string.IsNullOrEmpty(name) ? "Bridge" : $"Bridge:{name}";

    /// <summary>Of a pool.</summary>
    public static string OfPool(string? name) => $"BridgePools:{name}";

    /// <summary>A manager in a message.</summary>
    public static string Describe(string name) => name.Length == 0 ? "the manager" : $"the manager '{name}'";
}
