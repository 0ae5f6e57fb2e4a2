namespace Bridge.Hosting;

/// <summary>A .NET program that is a worker: an assembly that <c>dotnet</c> runs, or an executable.</summary>
internal sealed record DotNetCommand : ChildCommand
{
    private DotNetCommand(string program, IReadOnlyList<string> arguments, bool mayPrintFirst)
        : base(program, arguments, "a worker program must call BridgeWorker.RunAsync, and nothing may end it before") =>
        MayPrintFirst = mayPrintFirst;

    public override bool MayPrintFirst { get; }

    /// <summary>A program of the user, a dll or an executable.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="folder">What the path is relative to; null for the current folder.</param>
    /// <exception cref="DotNetProcessException">There is no such file.</exception>
    public static DotNetCommand Of(string program, string? folder) =>
        Create(Path.Combine(Path.GetFullPath(folder ?? "."), program), mayPrintFirst: true);

    /// <summary>The program that loads a method: Bridge.WorkerHost.</summary>
    /// <param name="host">The path of its assembly; null to look for it.</param>
    /// <exception cref="DotNetProcessException">It is not there.</exception>
    public static DotNetCommand Host(string? host) => Create(WorkerHostLocator.Find(host), mayPrintFirst: false);

    public override ChildProcessException Failure(
        string message, string standardError, Exception? cause = null, bool endedSilently = false) =>
        new DotNetProcessException(message, standardError, cause) { EndedSilently = endedSilently };

    private static DotNetCommand Create(string program, bool mayPrintFirst)
    {
        var path = Path.GetFullPath(program);
        if (!File.Exists(path))
        {
            throw new DotNetProcessException($"There is no file {path}; give the path of a built program, a dll or an executable.");
        }

        return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new DotNetCommand(WorkerHostLocator.FindDotNet(), [path], mayPrintFirst)
            : new DotNetCommand(path, [], mayPrintFirst);
    }
}
