using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Bridge.InteropTests.Cli;

/// <summary>Looks at other processes, by way of Linux's /proc.</summary>
internal static class Processes
{
    /// <summary>The living processes whose environment has this value; none where that cannot be seen.</summary>
    public static IReadOnlyList<int> WithVariable(string name, string value)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var entry = $"{name}={value}";
        return
        [
            .. Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0 && Read(id, "environ").Split('\0').Contains(entry)),
        ];
    }

    /// <summary>The command lines of processes.</summary>
    public static string Describe(IReadOnlyList<int> ids) => string.Join("; ", ids.Select(id => $"{id} {CommandLine(id)}"));

    /// <summary>The command line of a process, empty when it is gone.</summary>
    public static string CommandLine(int id) => Read(id, "cmdline").Replace('\0', ' ').Trim();

    /// <summary>Sends a signal; to a process that is gone already it does nothing.</summary>
    public static async Task SignalAsync(int id, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardError = true,
        })!;
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    private static string Read(int id, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
