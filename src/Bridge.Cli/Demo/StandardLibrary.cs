using System.Diagnostics;
using System.Text;
using Bridge.Cli.Errors;
using Bridge.Hosting;

namespace Bridge.Cli.Demo;

/// <summary>Finds the modules of a Python's standard library, by the rule of samples/python/plain_survey.py.</summary>
internal static class StandardLibrary
{
    private const string Question =
        "import os, sys, sysconfig; sys.stdout.buffer.write(os.fsencode(sysconfig.get_paths()['stdlib']))";

    private static readonly HashSet<string> SkippedFolders =
        ["site-packages", "dist-packages", "test", "tests", "idle_test", "__pycache__"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks a Python where its standard library is.</summary>
    /// <exception cref="CliException">It does not answer.</exception>
    public static async Task<string> FindFolderAsync(PythonInstallation python, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(python.Executable, ["-c", Question])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            process.StandardInput.Close();
            var folder = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return Directory.Exists(folder)
                ? folder
                : throw CliException.Failed(
                    $"the standard library of {python.Executable} is not there; choose another --python.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw CliException.Failed($"{python.Executable} does not answer; choose another one with --python.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The modules beneath a folder, sorted by name.</summary>
    public static IReadOnlyList<ModuleFile> List(string folder)
    {
        var modules = new List<ModuleFile>();
        Collect(new DirectoryInfo(folder), "", modules);
        modules.Sort((one, other) => string.CompareOrdinal(one.Module, other.Module));
        return modules;
    }

    private static void Collect(DirectoryInfo folder, string package, List<ModuleFile> modules)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo child)
            {
                if (!SkippedFolders.Contains(child.Name) && child.LinkTarget is null)
                {
                    Collect(child, package + child.Name + ".", modules);
                }
            }
            else if (entry.Name.EndsWith(".py", StringComparison.Ordinal) && IsFile(entry))
            {
                modules.Add(new ModuleFile(Name(package, entry.Name[..^3]), entry.FullName));
            }
        }
    }

    /// <summary>Not <c>File.Exists</c>, which is true for a link that leads nowhere.</summary>
    private static bool IsFile(FileSystemInfo entry) =>
        entry.LinkTarget is null || entry.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true };

    private static string Name(string package, string stem) =>
        stem == "__init__" && package.Length > 0 ? package[..^1] : package + stem;
}
