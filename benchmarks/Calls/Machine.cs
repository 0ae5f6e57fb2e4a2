using System.Runtime.InteropServices;

namespace Bridge.Benchmarks.Calls;

/// <summary>Where it was measured.</summary>
internal sealed record Machine(string System, string Processor, int Processors, string DotNet, string Date, string Load)
{
    public static async Task<Machine> DescribeAsync() => new(
        RuntimeInformation.OSDescription,
        await ReadProcessorAsync(),
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        DateTime.UtcNow.ToString("yyyy-MM-dd", null),
        await ReadLoadAsync());

    /// <summary>How many processes wanted to run in the last minute; the measurement itself is among them.</summary>
    public static async Task<string> ReadLoadAsync() => File.Exists("/proc/loadavg")
        ? (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]
        : "unknown";

    private static async Task<string> ReadProcessorAsync()
    {
        if (File.Exists("/proc/cpuinfo"))
        {
            var lines = await File.ReadAllLinesAsync("/proc/cpuinfo");
            if (Array.Find(lines, line => line.StartsWith("model name", StringComparison.Ordinal)) is { } model)
            {
                return model.Split(':')[1].Trim();
            }
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
