namespace Bridge.Hosting;

/// <summary>Finds the program that runs a method of an assembly as a worker, and <c>dotnet</c>.</summary>
internal static class WorkerHostLocator
{
    /// <summary>Names the assembly of the host by hand.</summary>
    public const string Variable = "DOTNET_BRIDGE_WORKER_HOST";

    private const string FileName = "Bridge.WorkerHost.dll";

    /// <summary>Where the package DotNetBridge.WorkerHost puts it, beside the program.</summary>
    private const string Folder = "worker-host";

    /// <summary>Without them it ends at once, and what it says then does not tell why.</summary>
    private static readonly string[] Needed =
    [
        "Bridge.WorkerHost.runtimeconfig.json",
        "Bridge.dll",
        "Microsoft.Extensions.Logging.Abstractions.dll",
        "Microsoft.Extensions.DependencyInjection.Abstractions.dll",
    ];

    /// <summary>The path of the host.</summary>
    /// <param name="given">The one to use; null to look for it.</param>
    /// <exception cref="DotNetProcessException">It is not there, or not all of it.</exception>
    public static string Find(string? given)
    {
        var host = FindFile(given);
        return FindMissing(host) is not { } missing
            ? host
            : throw new DotNetProcessException(
                $"{host} needs {missing}, which is not beside it; copy all files of the folder that it comes from.");
    }

    /// <summary>The <c>dotnet</c> that runs this program, else the one that the environment names, else the one on PATH.</summary>
    public static string FindDotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Environment.ProcessPath is { } self
            && Path.GetFileName(self).Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            return self;
        }

        string?[] places =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? Path.Combine(root, name) : null,
        ];
        return Array.Find(places, File.Exists) ?? name;
    }

    private static string FindFile(string? given)
    {
        var source = "WorkerHost";
        var named = given;
        if (named is null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable)
        {
            (source, named) = (Variable, variable);
        }

        if (named is not null)
        {
            return File.Exists(named) ? named : throw new DotNetProcessException(
                $"{source} names {named}, and there is no such file; give the path of {FileName}.");
        }

        string[] places =
        [
            Path.Combine(AppContext.BaseDirectory, FileName),
            Path.Combine(AppContext.BaseDirectory, Folder, FileName),
        ];
        return Array.Find(places, File.Exists) ?? throw new DotNetProcessException(
            $"A method of .NET is run by {FileName}, which is not in {AppContext.BaseDirectory} nor in its folder {Folder}: "
            + "reference the package DotNetBridge.WorkerHost in the version of DotNetBridge, or set "
            + $"WorkerPoolOptions.WorkerHost or {Variable} to the path of that file.");
    }

    // dotnet follows a link as well. A file of another name was built in a way of its own, and may have all in it.
    private static string? FindMissing(string host)
    {
        if (Path.GetFileName(host) != FileName)
        {
            return null;
        }

        var file = File.ResolveLinkTarget(host, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(host);
        return Array.Find(Needed, name => !File.Exists(Path.Combine(Path.GetDirectoryName(file)!, name)));
    }
}
