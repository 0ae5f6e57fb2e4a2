using Bridge.Pickle;

namespace Bridge.Cli.Pickles;

/// <summary>The options of <c>pickle</c>.</summary>
/// <param name="Files">The files to read; <c>-</c> is standard input.</param>
/// <param name="View">What to show of them.</param>
/// <param name="Rewrite">Where the value of the one file is written again; null to show it instead.</param>
/// <param name="Protocol">The pickle protocol to write.</param>
/// <param name="Encoding">What strings of Python 2 are.</param>
internal sealed record PickleToolOptions(
    IReadOnlyList<string> Files, PickleView View, string? Rewrite, int Protocol, Python2Strings Encoding);
