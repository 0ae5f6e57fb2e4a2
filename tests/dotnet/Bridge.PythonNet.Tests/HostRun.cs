using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Bridge.TestUtilities;

namespace Bridge.PythonNet.Tests;

/// <summary>One run of <c>Bridge.PythonNet.TestHost</c>: how it ended, and what it left.</summary>
internal sealed record HostRun(int ExitCode, TimeSpan Time, int LeftProcesses, IReadOnlySet<string> Files, string Output)
{
    private const string Mark = "BRIDGE_TEST_END";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static string HostPath { get; } = FindPath();

    /// <summary>Runs it: how it is to end, what runs in it then, and the signal to send when it is ready; 0 for none.</summary>
    public static async Task<HostRun> RunAsync(string end, string setups, int signal, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-end-");
        try
        {
            return await RunAsync(end, setups, signal, folder, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<HostRun> RunAsync(
        string end, string setups, int signal, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        // A shell that runs this in the background has SIGINT ignored, which children inherit.
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", HostPath, end, setups, folder.FullName])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            },
        };
        process.StartInfo.Environment[Mark] = folder.Name;
        var output = new StringBuilder();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Receive(object sender, DataReceivedEventArgs e)
        {
            lock (output)
            {
                output.AppendLine(e.Data);
            }

            if (e.Data == "ready")
            {
                ready.TrySetResult();
            }
        }

        process.OutputDataReceived += Receive;
        process.ErrorDataReceived += Receive;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        try
        {
            await ready.Task.WaitAsync(Patience, cancellationToken);
            var start = Stopwatch.GetTimestamp();
            if (signal != 0)
            {
                Assert.Equal(0, Kill(process.Id, signal));
            }

            await Retry.UntilAsync("the program ends", () => HasExited(process.Id));
            var time = Stopwatch.GetElapsedTime(start);
            var left = await WaitForChildrenAsync(folder.Name);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            var files = folder.GetFiles().Select(file => file.Name).ToHashSet();
            return new HostRun(process.ExitCode, time, left, files, output.ToString());
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{end} with {setups}: {e.Message}\n{output}", e);
        }
        finally
        {
            KillAll(folder.Name);
        }
    }

    // A child looks for its parent twice a second; the machine may be busy.
    private static async Task<int> WaitForChildrenAsync(string mark)
    {
        var start = Stopwatch.GetTimestamp();
        int left;
        while ((left = Marked(mark).Count()) > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(20);
        }

        return left;
    }

    private static void KillAll(string mark)
    {
        foreach (var id in Marked(mark).ToList())
        {
            _ = Kill(id, 9);
        }
    }

    private static bool HasExited(int id) => !ProcessList.IsRunning(id);

    /// <summary>The processes whose environment has the mark: the program and all that it started.</summary>
    private static IEnumerable<int> Marked(string mark)
    {
        var entry = Encoding.UTF8.GetBytes($"{Mark}={mark}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Environ(folder).AsSpan().IndexOf(entry) >= 0 && ProcessList.IsRunning(id))
            {
                yield return id;
            }
        }
    }

    private static byte[] Environ(string folder)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return [];
        }
    }

    private static string FindPath()
    {
        // …/Bridge.PythonNet.Tests/bin/<configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(
            tests, "Bridge.PythonNet.TestHost", "bin", output.Parent.Name, output.Name, "Bridge.PythonNet.TestHost.dll");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int id, int signal);
}
