using System.Diagnostics;
using Bridge.Hosting;

namespace Bridge.InteropTests.Hosting;

public sealed class KnownPythonsTests : IDisposable
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task An_interpreter_is_asked_once_as_long_as_it_stays_the_same_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in is a shell script.");
        var python = Path.Combine(_folder.FullName, "python");
        var asked = Path.Combine(_folder.FullName, "asked");
        await WriteAsync(python, $"echo >> {asked}; echo {python}; echo 3.11.4; echo cpython; echo /usr");

        for (var i = 0; i < 3; i++)
        {
            var found = await PythonLocator.FindAsync(python, _token);
            Assert.Equal((python, new Version(3, 11, 4)), (found.Executable, found.Version));
        }

        Assert.Single(await File.ReadAllLinesAsync(asked, _token));
        await WriteAsync(python, $"echo {python}; echo 3.12.0; echo cpython; echo /usr/local");
        Assert.Equal(new Version(3, 12, 0), (await PythonLocator.FindAsync(python, _token)).Version);
        File.Delete(python);
        await Assert.ThrowsAsync<PythonNotFoundException>(() => PythonLocator.FindAsync(python, _token));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_shim_is_asked_each_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in is a shell script.");
        var shim = Path.Combine(_folder.FullName, "python");
        var choice = Path.Combine(_folder.FullName, "choice");
        await WriteAsync(shim, $"echo /opt/python/bin/python; cat {choice}; echo cpython; echo /opt/python");

        foreach (var version in new[] { "3.10.1", "3.13.2" })
        {
            await File.WriteAllTextAsync(choice, version + "\n", _token);
            Assert.Equal(Version.Parse(version), (await PythonLocator.FindAsync(shim, _token)).Version);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_link_that_leads_elsewhere_is_another_interpreter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in is a shell script.");
        var link = Path.Combine(_folder.FullName, "python");
        foreach (var version in new[] { "3.10.1", "3.11.1" })
        {
            var target = Path.Combine(_folder.FullName, version);
            await WriteAsync(target, $"echo {link}; echo {version}; echo cpython; echo /usr");
            File.Delete(link);
            File.CreateSymbolicLink(link, target);

            Assert.Equal(Version.Parse(version), (await PythonLocator.FindAsync(link, _token)).Version);
        }
    }

    // By a process of its own: while another test starts one here, that has our open files for a moment, and what is open
    // for writing cannot be run.
    private static async Task WriteAsync(string path, string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "cat > \"$0\" && chmod 700 \"$0\"", path])
        {
            RedirectStandardInput = true,
        })!;
        await shell.StandardInput.WriteAsync("#!/bin/sh\n" + command + "\n");
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
