using System.Diagnostics;

namespace Bridge.Testing;

/// <summary>Processes that should have ended with another one.</summary>
internal static class LeftProcesses
{
    // What multiprocessing keeps for a process notices the end of it by a closed pipe.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Waits for their end, kills those that do not end, and gives a sentence for each of these.</summary>
    public static async Task<IReadOnlyList<string>> EndAsync(IReadOnlyList<ChildProcess> processes)
    {
        var start = Stopwatch.GetTimestamp();
        while (processes.Any(ChildProcesses.IsRunning) && Stopwatch.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(20).ConfigureAwait(false);
        }

        var left = processes.Where(ChildProcesses.IsRunning).ToList();
        left.ForEach(ChildProcesses.Kill);
        return [.. left.Select(process => $"of the manager: {process}")];
    }
}
