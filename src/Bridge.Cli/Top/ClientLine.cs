namespace Bridge.Cli.Top;

/// <summary>The connections of one client, as far as their names tell.</summary>
/// <param name="Name">What the client calls its process.</param>
/// <param name="Kind">What that name says it is; empty when nothing.</param>
/// <param name="Connections">How many it keeps open.</param>
/// <param name="CallsPerSecond">How often the server wrote to it; null when that is unknown.</param>
/// <param name="IsThisView">Whether it is the tool itself.</param>
internal sealed record ClientLine(string Name, string Kind, int Connections, double? CallsPerSecond, bool IsThisView);
