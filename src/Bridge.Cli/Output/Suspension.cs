using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Bridge.Cli.Output;

/// <summary>Ctrl-Z, for a program that has changed the terminal: the shell gets it back as it was.</summary>
internal sealed class Suspension : IDisposable
{
    private const int StandardInput = 0;
    private const int Now = 0; // TCSANOW

    private readonly byte[] _modes = new byte[256]; // a struct termios has 60 bytes on Linux, 72 on macOS
    private bool _isTerminal;
    private readonly PosixSignalRegistration _registration;

    [UnsupportedOSPlatform("windows")]
    private Suspension(Action before)
    {
        _isTerminal = GetModes(StandardInput, _modes) == 0;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            before();
            var own = new byte[_modes.Length];
            _isTerminal = _isTerminal && GetModes(StandardInput, own) == 0 && SetModes(StandardInput, Now, _modes) == 0;
            context.Cancel = true; // after a handler .NET does not stop the process, whatever it says
            _ = Raise(OperatingSystem.IsMacOS() ? 17 : 19); // SIGSTOP, on this thread: it goes no further
            if (_isTerminal)
            {
                _ = SetModes(StandardInput, Now, own); // it goes on
            }
        });
    }

    /// <summary>From now on something is done before the program stops; null where there is no such thing.</summary>
    /// <param name="before">Runs on another thread. The modes of the terminal are put back to what they are now.</param>
    public static Suspension? Expect(Action before) => OperatingSystem.IsWindows() ? null : new(before);

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();

    [DllImport("libc", EntryPoint = "raise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Raise(int signal);

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetModes(int descriptor, [Out] byte[] modes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetModes(int descriptor, int when, byte[] modes);
}
