namespace Bridge.Cli.Demo;

/// <summary>The options of <c>demo</c>, under the names they have on the command line.</summary>
/// <param name="Output">The CSV to write.</param>
/// <param name="Workers">How many Python processes.</param>
/// <param name="Python">The Python to survey and to use; null to find one.</param>
/// <param name="Quiet">Whether to show no progress.</param>
/// <param name="Verbose">Whether to log what the library does.</param>
internal sealed record DemoOptions(string Output, int Workers, string? Python, bool Quiet, bool Verbose);
