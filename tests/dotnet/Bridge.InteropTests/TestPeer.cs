using System.Diagnostics;

namespace Bridge.InteropTests;

/// <summary>Starts <c>Bridge.TestPeer</c>, a .NET process that uses Bridge on its own.</summary>
internal static class TestPeer
{
    /// <summary>The built program, of the same configuration as these tests.</summary>
    public static string Path { get; } = FindPath();

    /// <summary>Starts a command with standard streams as pipes, and gives it the authkey as the first line.</summary>
    public static Task<Process> StartAsync(params string[] arguments) =>
        StartAsync(new Dictionary<string, string>(), arguments);

    /// <summary>The same, with more variables in the environment.</summary>
    public static async Task<Process> StartAsync(IDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(StockServer.Key);
        await process.StandardInput.FlushAsync();
        return process;
    }

    private static string FindPath()
    {
        // …/Bridge.InteropTests/bin/<configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        return System.IO.Path.Combine(
            tests, "Bridge.TestPeer", "bin", output.Parent.Name, output.Name, "Bridge.TestPeer.dll");
    }
}
