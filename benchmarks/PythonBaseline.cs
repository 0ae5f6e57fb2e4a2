using System.Diagnostics;
using Bridge.Hosting;

namespace Bridge.Benchmarks;

/// <summary>Runs one of the Python scripts beside the program and returns the line it prints.</summary>
internal static class PythonBaseline
{
    public static async Task<string> RunAsync(PythonInstallation python, string script, params string[] arguments)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "python", script);
        using var process = Process.Start(new ProcessStartInfo(python.Executable, [path, .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{script} failed.");
    }
}
