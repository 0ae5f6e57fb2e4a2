using System.ComponentModel;
using System.Diagnostics;

namespace Bridge.Testing;

/// <summary>Processes that the programs of a test started. Finds them on Linux; elsewhere it knows of none.</summary>
internal static class ChildProcesses
{
    /// <summary>A variable that every process inherits from the program that a test started.</summary>
    public const string Mark = "DOTNET_BRIDGE_TEST";

    /// <summary>The processes below one.</summary>
    public static IReadOnlyList<ChildProcess> Below(int id)
    {
        var all = All().ToLookup(process => process.Parent);
        var found = new List<ChildProcess>();
        var open = new Queue<int>([id]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in all[parent])
            {
                found.Add(child);
                open.Enqueue(child.Id);
            }
        }

        return found;
    }

    /// <summary>The processes that inherited a mark, also when their parent is gone.</summary>
    public static IReadOnlyList<ChildProcess> Marked(string mark) =>
        [.. All().Where(process => Read(process.Id, "environ").Split('\0').Contains($"{Mark}={mark}"))];

    /// <summary>Whether it still runs; one that has ended but was not waited for does not.</summary>
    public static bool IsRunning(ChildProcess process) => Find(process.Id) is { } now && now.Start == process.Start;

    public static void Kill(ChildProcess process)
    {
        try
        {
            using var found = Process.GetProcessById(process.Id);
            if (IsRunning(process))
            {
                found.Kill(entireProcessTree: true);
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // ended meanwhile
        }
    }

    private static IEnumerable<ChildProcess> All() =>
        !OperatingSystem.IsLinux() ? [] : Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? Find(id) : null)
            .OfType<ChildProcess>();

    // pid (name) state ppid …; the start is the 22nd field
    private static ChildProcess? Find(int id)
    {
        var stat = Read(id, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 20 || fields[0] is "Z" or "X" ? null
            : new ChildProcess(id, int.Parse(fields[1], null), fields[19], Read(id, "cmdline").Replace('\0', ' ').Trim());
    }

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // ended, or somebody else's
        }
    }
}
