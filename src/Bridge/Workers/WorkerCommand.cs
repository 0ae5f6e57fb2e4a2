using Bridge.Hosting;

namespace Bridge.Workers;

/// <summary>Which program runs a function, by the form of the function's name.</summary>
internal static class WorkerCommand
{
    private const string Assembly = ".dll";

    /// <summary>Whether a name stands for a method of a .NET assembly: <c>path/Worker.dll:Namespace.Type.Method</c>.</summary>
    public static bool IsMethod(string function) =>
        function.LastIndexOf(':') is > 0 and var colon
        && function.AsSpan(0, colon).EndsWith(Assembly, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name stands for a .NET program as a whole.</summary>
    public static bool IsProgram(string function) =>
        function.EndsWith(Assembly, StringComparison.OrdinalIgnoreCase)
        || function.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);

    /// <summary>The program, and what it is asked for.</summary>
    /// <exception cref="PythonNotFoundException">It is Python, and there is none.</exception>
    /// <exception cref="DotNetProcessException">It is .NET, and there is no program that runs it.</exception>
    public static async Task<(ChildCommand Command, string? Function)> FindAsync(
        string function, WorkerPoolOptions options, CancellationToken cancellationToken)
    {
        if (options.Program is { } program)
        {
            return (DotNetCommand.Of(program, options.WorkingDirectory), function);
        }

        if (IsMethod(function))
        {
            return (DotNetCommand.Host(options.WorkerHost), function);
        }

        if (IsProgram(function))
        {
            return (DotNetCommand.Of(function, options.WorkingDirectory), null);
        }

        var python = await PythonLocator.FindAsync(options.Python, cancellationToken).ConfigureAwait(false);
        return (new PythonCommand(python, "worker"), function);
    }
}
