using System.Diagnostics;

namespace Bridge.Build;

/// <summary>Runs other programs in the root of the repository.</summary>
public static class Shell
{
    /// <summary>Longer than any suite takes; what hangs is ended and counts as failed.</summary>
    private static readonly TimeSpan SuiteLimit = TimeSpan.FromMinutes(30);

    public static bool Exists(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd"] : [""];
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var folders = Path.IsPathRooted(program) ? [""] : path.Split(Path.PathSeparator);
        return folders.Any(folder => endings.Any(ending => File.Exists(Path.Combine(folder, program + ending))));
    }

    /// <returns>The exit code; -1 when the program could not be started or was ended.</returns>
    public static async Task<int> RunAsync(
        string program,
        string[] arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null,
        bool isSilent = false,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folders.Root,
            RedirectStandardOutput = isSilent,
            RedirectStandardError = isSilent,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var most = limit ?? SuiteLimit;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(most);
        try
        {
            return await RunAsync(start, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine($"{program} did not end within {most.TotalMinutes} minutes and was stopped.");
            return -1;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Console.WriteLine($"{program} cannot be started: {e.Message}");
            return -1;
        }
    }

    private static async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        if (start.RedirectStandardOutput)
        {
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
