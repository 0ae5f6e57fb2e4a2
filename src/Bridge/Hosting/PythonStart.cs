namespace Bridge.Hosting;

/// <summary>What to start in a child process.</summary>
/// <param name="Command">The command of <c>python -m dotnet_bridge</c>.</param>
/// <param name="Role">What it is for, in messages.</param>
/// <param name="Configuration">One line of JSON for its standard input.</param>
/// <param name="Timeout">How long it may take to report.</param>
internal sealed record PythonStart(string Command, string Role, string Configuration, TimeSpan Timeout)
{
    public string? WorkingDirectory { get; init; }

    public Action<string>? Output { get; init; }
}
