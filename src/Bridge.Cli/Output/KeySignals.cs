using System.Runtime.InteropServices;

namespace Bridge.Cli.Output;

/// <summary>Ctrl-C, Ctrl-\ and Ctrl-Z, read as keys on Unix: so the terminal is in order before anybody stops.</summary>
/// <remarks>
/// As signals they reach the whole job at once, and the shell has the terminal back while this program still draws on it.
/// From here they go to the whole job all the same, with what they always do.
/// </remarks>
internal sealed class KeySignals : IDisposable
{
    private const int StandardInput = 0;
    private const int Now = 0; // TCSANOW
    private const int WholeJob = 0;

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(0.2);

    private readonly byte[] _modes = new byte[256]; // a struct termios has 60 bytes on Linux, 72 on macOS
    private readonly bool _isActive;

    public KeySignals()
    {
        _isActive = !OperatingSystem.IsWindows() && !Console.IsInputRedirected && GetModes(StandardInput, _modes) == 0;
        if (_isActive)
        {
            Console.TreatControlCAsInput = true;
        }
    }

    /// <summary>Sends the signal that Ctrl-C or Ctrl-\ stands for; from here on they are signals again.</summary>
    /// <param name="key">What was pressed.</param>
    /// <returns>Whether it was one of these.</returns>
    public bool TryEnd(ConsoleKeyInfo key)
    {
        if (!_isActive || key.KeyChar is not ('\x03' or '\x1c'))
        {
            return false;
        }

        Dispose();
        return Kill(WholeJob, key.KeyChar == '\x03' ? 2 : 3) == 0; // SIGINT, SIGQUIT
    }

    /// <summary>Stops the job on Ctrl-Z, and returns when it goes on.</summary>
    /// <param name="key">What was pressed.</param>
    /// <param name="leave">Gives the screen back, before the program stops.</param>
    /// <returns>Whether it was that.</returns>
    public bool TrySuspend(ConsoleKeyInfo key, Action leave)
    {
        if (!_isActive || key.KeyChar != '\x1a')
        {
            return false;
        }

        leave();
        Suspend();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isActive)
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private void Suspend()
    {
        var own = new byte[_modes.Length];
        _ = GetModes(StandardInput, own);
        _ = SetModes(StandardInput, Now, _modes);
        _ = Kill(WholeJob, OperatingSystem.IsMacOS() ? 18 : 20); // SIGTSTP
        Thread.Sleep(TimeToStop); // here it stops, except where no shell could let it go on, which the kernel knows
        _ = SetModes(StandardInput, Now, own);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetModes(int descriptor, [Out] byte[] modes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetModes(int descriptor, int when, byte[] modes);
}
