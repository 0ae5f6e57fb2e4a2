using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.Hosting;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>An interpreter that can be loaded into this process.</summary>
/// <param name="Python">The interpreter.</param>
/// <param name="Path">Its shared library.</param>
internal sealed record PythonLibrary(PythonInstallation Python, string Path)
{
    private static readonly Version Oldest = new(3, 10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Every place where the library of this interpreter may lie, the likely ones first, and what rules it out.
    private const string Question = """
        import sys
        sys.path[:] = [folder for folder in sys.path if folder]  # not the current one: it may hold a file of any name
        import ctypes, json, multiprocessing, os, sysconfig
        get = sysconfig.get_config_var
        version = "%d.%d" % sys.version_info[:2]
        names = [get("INSTSONAME"), get("LDLIBRARY"), "libpython%s.so.1.0" % version, "libpython%s.so" % version,
                 "libpython%s.dylib" % version, "python%s.dll" % version.replace(".", "")]
        base = getattr(sys, "base_prefix", sys.prefix)
        folders = [get("LIBDIR"), os.path.join(get("LIBDIR") or "", get("MULTIARCH") or ""), get("LIBPL"),
                   get("PYTHONFRAMEWORKPREFIX"), os.path.join(base, "lib"), os.path.join(base, "lib64"), base,
                   os.path.dirname(getattr(sys, "_base_executable", "") or sys.executable)]
        found = []
        for folder in folders:
            for name in names:
                if folder and name and not name.endswith(".a") and os.path.isfile(os.path.join(folder, name)):
                    found.append(os.path.realpath(os.path.join(folder, name)))
        print(json.dumps({"found": found, "free_threaded": bool(get("Py_GIL_DISABLED")), "bits": sys.maxsize.bit_length() + 1}))
        """;

    /// <summary>The interpreter to load.</summary>
    /// <exception cref="PythonNotFoundException">The one that was asked for cannot be embedded, or none can.</exception>
    public static async Task<PythonLibrary> FindAsync(EmbeddedPythonOptions options, CancellationToken cancellationToken)
    {
        if (options.Python is not null || Environment.GetEnvironmentVariable("BRIDGE_PYTHON") is { Length: > 0 })
        {
            var asked = await PythonLocator.FindAsync(options.Python, cancellationToken).ConfigureAwait(false);
            return await RequireAsync(asked, options.Library, cancellationToken).ConfigureAwait(false);
        }

        var refused = new List<string>();
        await foreach (var python in CandidatesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await RequireAsync(python, options.Library, cancellationToken).ConfigureAwait(false);
            }
            catch (PythonNotFoundException e)
            {
                refused.Add(e.Message);
            }
        }

        if (await IncludedPython.FindAsync(cancellationToken).ConfigureAwait(false) is { } included)
        {
            return included;
        }

        throw new PythonNotFoundException(
            (refused.Count == 0 ? "No Python was found" : string.Join(" ", refused))
            + $" CPython {Oldest} or newer with its shared library is needed; name one in BRIDGE_PYTHON.");
    }

    // The one that Bridge would start; all the others are asked only if it cannot be embedded.
    private static async IAsyncEnumerable<PythonInstallation> CandidatesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PythonInstallation? first = null;
        try
        {
            first = await PythonLocator.FindAsync(null, cancellationToken).ConfigureAwait(false);
        }
        catch (PythonNotFoundException)
        {
            // there may be an older one, for the message
        }

        if (first is not null)
        {
            yield return first;
        }

        foreach (var python in await PythonLocator.FindAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (python.Executable != first?.Executable)
            {
                yield return python;
            }
        }
    }

    private static async Task<PythonLibrary> RequireAsync(
        PythonInstallation python, string? library, CancellationToken cancellationToken)
    {
        var name = $"{python.Executable} ({python.Implementation} {python.Version})";
        if (python.Implementation != "cpython" || python.Version < Oldest || !PythonEngine.IsSupportedVersion(python.Version))
        {
            var pythonnet = typeof(PythonEngine).Assembly.GetName().Version;
            throw new PythonNotFoundException(
                $"{name} cannot be embedded: pythonnet {pythonnet?.ToString(3)} takes CPython {Oldest} to "
                + $"{PythonEngine.MaxSupportedVersion.ToString(2)}.");
        }

        var answer = await AskAsync(python.Executable, cancellationToken).ConfigureAwait(false)
            ?? throw new PythonNotFoundException($"{name} did not say where its shared library is.");
        if (answer.RootElement.GetProperty("free_threaded").GetBoolean())
        {
            throw new PythonNotFoundException($"{name} cannot be embedded: it is a free-threaded build, without a GIL.");
        }

        if (answer.RootElement.GetProperty("bits").GetInt32() != IntPtr.Size * 8)
        {
            throw new PythonNotFoundException($"{name} cannot be embedded: this is a {IntPtr.Size * 8}-bit process.");
        }

        if (library is not null)
        {
            return File.Exists(library)
                ? new PythonLibrary(python, System.IO.Path.GetFullPath(library))
                : throw new PythonNotFoundException($"There is no file {library} to load Python from.");
        }

        var found = answer.RootElement.GetProperty("found");
        return found.GetArrayLength() > 0
            ? new PythonLibrary(python, found[0].GetString()!)
            : throw new PythonNotFoundException(
                $"{name} has no shared library to embed it by: install its libpython (Debian: libpython"
                + $"{python.Version.ToString(2)}; pyenv: build it with --enable-shared), or use another one.");
    }

    private static async Task<JsonDocument?> AskAsync(string executable, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        using var process = Process.Start(new ProcessStartInfo(executable, ["-c", Question])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var answer = await process.StandardOutput.ReadToEndAsync(deadline.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            return process.ExitCode == 0 ? JsonDocument.Parse(answer) : null;
        }
        catch (Exception e) when (e is JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
