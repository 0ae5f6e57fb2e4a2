using System.Diagnostics;
using System.Globalization;

namespace Bridge.Benchmarks;

/// <summary>What two processes use at one moment; descriptors are counted where there is /proc.</summary>
internal readonly record struct SoakSample(
    double HeapMiB, double ResidentMiB, int Threads, int Descriptors,
    double ServerMiB, int ServerThreads, int ServerDescriptors)
{
    public const string Header =
        "   done |  .NET heap  resident  threads  descriptors |  server resident  threads  descriptors";

    private const double MiB = 1024 * 1024;

    public static SoakSample Take(int serverId)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        using var server = Process.GetProcessById(serverId);
        return new SoakSample(
            GC.GetTotalMemory(forceFullCollection: true) / MiB, self.WorkingSet64 / MiB, self.Threads.Count,
            DescriptorsOf("self"), server.WorkingSet64 / MiB, server.Threads.Count,
            DescriptorsOf(serverId.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether nothing has grown since: a tenth and a few are noise.</summary>
    public bool IsNoMoreThan(SoakSample early) =>
        IsNear(HeapMiB, early.HeapMiB, 2) && IsNear(ResidentMiB, early.ResidentMiB, 20)
        && IsNear(Threads, early.Threads, 6) && IsNear(Descriptors, early.Descriptors, 10)
        && IsNear(ServerMiB, early.ServerMiB, 8) && IsNear(ServerThreads, early.ServerThreads, 6)
        && IsNear(ServerDescriptors, early.ServerDescriptors, 10);

    public string Line(int percent) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {percent,4} % | {HeapMiB,7:0.0} MiB {ResidentMiB,5:0} MiB {Threads,8} {Descriptors,12} | "
        + $"{ServerMiB,12:0.0} MiB {ServerThreads,8} {ServerDescriptors,12}");

    private static bool IsNear(double late, double early, double slack) => late <= (early * 1.1) + slack;

    private static int DescriptorsOf(string process)
    {
        var folder = $"/proc/{process}/fd";
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Count() : 0;
    }
}
