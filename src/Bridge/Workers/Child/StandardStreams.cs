using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bridge.Workers.Child;

/// <summary>Moves the standard streams away from the pipes to the parent: a handler may print, and read nothing.</summary>
internal static partial class StandardStreams
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>
    /// Standard output goes where standard error goes, and standard input is empty; for whatever this process starts
    /// too, on Unix. Comes after the streams of the pipes were opened.
    /// </summary>
    public static void MoveAway()
    {
        Console.Out.Flush(); // what was printed before goes where it was meant to go
        Console.SetIn(TextReader.Null);
        Console.SetOut(Console.Error);
        if (!OperatingSystem.IsWindows())
        {
            using var nothing = File.OpenHandle("/dev/null");
            _ = Duplicate(nothing, StandardInput);
            _ = Duplicate(StandardError, StandardOutput);
        }
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(SafeFileHandle from, int to);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);
}
