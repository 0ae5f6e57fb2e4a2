namespace Bridge.Hosting;

/// <summary>What to start in a child process.</summary>
/// <param name="Command">The program.</param>
/// <param name="Role">What it is for, in messages: <c>manager</c>, <c>worker 3</c>.</param>
/// <param name="Configuration">One line of JSON for its standard input.</param>
/// <param name="Timeout">How long it may take to report.</param>
internal sealed record ChildStart(ChildCommand Command, string Role, string Configuration, TimeSpan Timeout)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Receives each line that it prints.</summary>
    public Action<string>? Output { get; init; }
}
