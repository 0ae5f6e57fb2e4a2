using System.Diagnostics;
using Bridge.Pickle;

namespace Bridge.InteropTests.Proxies;

/// <summary>A call of a Python function that ends when the test wants it: it opens a FIFO that nobody writes to yet.</summary>
/// <remarks>Windows has none; there it sleeps for three seconds.</remarks>
internal sealed class Gate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-tests-");

    private Gate()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var make = Process.Start("mkfifo", [Fifo]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    public PythonGlobal Function => OperatingSystem.IsWindows() ? new("time", "sleep") : new("os", "open");

    public object?[] Arguments => OperatingSystem.IsWindows() ? [3] : [Fifo, 0];

    private string Fifo => Path.Combine(_folder.FullName, "gate");

    public static Gate Create() => new();

    /// <summary>Lets the call end.</summary>
    public void Open()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Open(Fifo, FileMode.Open, FileAccess.Write).Dispose();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
