namespace Bridge.Proxies;

/// <summary>The type of a result that nobody looks at.</summary>
internal readonly struct Ignored;
