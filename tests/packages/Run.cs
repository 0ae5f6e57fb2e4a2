namespace Bridge.Smoke;

/// <summary>How a program ended.</summary>
internal sealed record Run(int ExitCode, string Output)
{
    /// <summary>Null when it ended well and printed a text.</summary>
    public string? Problem(string expected) =>
        ExitCode != 0 ? $"exit code {ExitCode}: {Output.Trim()}" : Missing(expected);

    /// <summary>Null when it ended badly and printed a text.</summary>
    public string? ProblemOfRefusal(string expected) =>
        ExitCode == 0 ? $"exit code 0: {Output.Trim()}" : Missing(expected);

    private string? Missing(string expected) =>
        Output.ReplaceLineEndings("\n").Contains(expected, StringComparison.Ordinal) ? null
        : $"'{expected}' is not in its output: {Output.Trim()}";
}
