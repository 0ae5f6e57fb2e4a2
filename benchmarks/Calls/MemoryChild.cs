using System.Diagnostics;
using System.Globalization;
using Bridge.Cli.Bench;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>One large value in a process of its own, so that its peak memory is the value's doing alone. Linux only.</summary>
internal static class MemoryChild
{
    /// <summary>The first argument that makes this program the child.</summary>
    public const string Verb = "memory-child";

    /// <summary>Runs the child.</summary>
    /// <param name="server">The server.</param>
    /// <param name="action"><c>set</c> or <c>get</c>.</param>
    /// <param name="kind"><c>bytes</c> or <c>doubles</c>.</param>
    /// <param name="size">How many.</param>
    /// <returns>By how many times the size of the value the resident memory grew at most, the value included.</returns>
    public static async Task<double> RunAsync(BenchServer server, string action, string kind, int size)
    {
        // Run as `dotnet Bridge.Benchmarks.dll`, the program of this process is dotnet, which wants the file first.
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string[] file = isHosted ? [typeof(MemoryChild).Assembly.Location] : [];
        string[] arguments =
            [.. file, Verb, server.Dialled, action, kind, size.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.WriteLineAsync(server.Key.Hex);
        process.StandardInput.Close();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? double.Parse(answer, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The child that measures memory failed with {process.ExitCode}.");
    }

    /// <summary>What the child does.</summary>
    public static async Task<int> ServeAsync(string[] args)
    {
        var (dialled, action, kind) = (args[1], args[2], args[3]);
        var size = int.Parse(args[4], CultureInfo.InvariantCulture);
        var key = AuthKey.FromHex(Console.ReadLine()!);
        await using var client = await ManagerClient.ConnectAsync(ManagerAddress.Parse(dialled), key);
        await using var values = await LargeValues.OpenAsync(client);
        await WarmAsync(client, kind);

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = ReadStatus("VmRSS");
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5"); // the peak starts again from here
        var value = action == "set" ? LargeValues.Make(kind, size) : null;
        if (value is not null)
        {
            await values.SetAsync(value);
        }
        else
        {
            value = await values.GetAsync(kind);
        }

        var peak = ReadStatus("VmHWM") - before;
        GC.KeepAlive(value);
        var bytes = (double)size * (kind == "bytes" ? 1 : sizeof(double));
        Console.WriteLine((peak / bytes).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    // The code itself takes memory as well when it runs for the first time.
    private static async Task WarmAsync(ManagerClient client, string kind)
    {
        await using var dict = await client.CreateAsync("dict");
        await using var values = LargeValues.Of(dict);
        await values.SetAsync(LargeValues.Make(kind, 1000));
        await values.GetAsync(kind);
    }

    private static long ReadStatus(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], null) * 1024;
    }
}
