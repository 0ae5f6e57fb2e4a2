using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Bridge.Connections;
using Bridge.Hosting;

namespace Bridge.Testing;

/// <summary>Starts the Python programs of one manager, and knows which of them run. Thread-safe.</summary>
internal sealed class Programs
{
    private readonly TestManagerOptions _options;
    private readonly ManagerProcess _manager;
    private readonly string _authKey;
    private readonly Transcript _transcript;
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<PythonProgram, bool> _running = new();
    private readonly Lazy<string> _folder;
    private int _snippets;

    public Programs(TestManagerOptions options, ManagerProcess manager, string authKey, Transcript transcript)
    {
        _options = options;
        _manager = manager;
        _authKey = authKey;
        _transcript = transcript;
        _folder = new Lazy<string>(CreateFolder);
    }

    public async Task<PythonProgram> StartCodeAsync(string code, PythonOptions options, CancellationToken cancellationToken)
    {
        // A file, so that a traceback quotes the lines, and that multiprocessing can import it again.
        var name = $"snippet{Interlocked.Increment(ref _snippets)}.py";
        var path = Path.Combine(_folder.Value, name);
        await File.WriteAllTextAsync(path, Dedent(code), cancellationToken).ConfigureAwait(false);
        return await StartAsync(path, WorkingDirectory(options), options, cancellationToken).ConfigureAwait(false);
    }

    public Task<PythonProgram> StartFileAsync(string path, PythonOptions options, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full)
            ? StartAsync(full, Path.GetDirectoryName(full)!, options, cancellationToken)
            : throw new FileNotFoundException($"There is no Python file {full}; check the path.", full);
    }

    /// <summary>A sentence for each program that still runs.</summary>
    public IReadOnlyList<string> DescribeRunning() =>
        [.. _running.Keys.Where(program => program.IsRunning).Select(program => $"{program.Name} still runs, as process {program.ProcessId}")];

    /// <summary>A sentence for each process that a program left behind, after waiting for it to end.</summary>
    public async Task<IReadOnlyList<string>> FindLeftAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!_folder.IsValueCreated)
        {
            return []; // no program ran
        }

        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var known = _running.Keys.SelectMany(
                program => ChildProcesses.Below(program.ProcessId).Select(process => process.Id).Append(program.ProcessId));
            var left = ChildProcesses.Marked(_mark).ExceptBy(known, process => process.Id).ToList();
            if (left.Count == 0 || Stopwatch.GetElapsedTime(start) > patience)
            {
                return [.. left.Select(process => process.ToString())];
            }

            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Kills whatever runs, and removes the files.</summary>
    public async Task EndAsync()
    {
        foreach (var program in _running.Keys)
        {
            await program.DisposeAsync().ConfigureAwait(false);
        }

        if (_folder.IsValueCreated)
        {
            foreach (var process in ChildProcesses.Marked(_mark))
            {
                ChildProcesses.Kill(process);
            }

            try
            {
                Directory.Delete(_folder.Value, recursive: true);
            }
            catch (IOException)
            {
                // Windows: somebody reads one of them; it is in the folder for temporary files
            }
        }
    }

    /// <summary>Takes away the indentation that all lines have, as <c>textwrap.dedent</c> does.</summary>
    internal static string Dedent(string code)
    {
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        var filled = lines.Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        if (filled.Count == 0)
        {
            return code;
        }

        var common = filled[0][..^filled[0].TrimStart(' ', '\t').Length];
        while (filled.Exists(line => !line.StartsWith(common, StringComparison.Ordinal)))
        {
            common = common[..^1];
        }

        return string.Join('\n', lines.Select(line => string.IsNullOrWhiteSpace(line) ? "" : line[common.Length..])) + "\n";
    }

    private async Task<PythonProgram> StartAsync(
        string path, string folder, PythonOptions options, CancellationToken cancellationToken)
    {
        var python = options.Python is null
            ? _manager.Python
            : await PythonFinder.FindAsync(options.Python, cancellationToken).ConfigureAwait(false);
        var info = new ProcessStartInfo(
            python.Executable, ["-u", Path.Combine(_folder.Value, "run_python.py"), path, .. options.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = WorkingDirectory(options),
        };
        info.Environment["PYTHONIOENCODING"] = "utf-8";
        info.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        info.Environment[ChildProcesses.Mark] = _mark;
        if (options.PythonPath.Count > 0)
        {
            info.Environment.TryGetValue("PYTHONPATH", out var others);
            info.Environment["PYTHONPATH"] = string.Join(
                Path.PathSeparator, options.PythonPath.Select(Path.GetFullPath).Append(others).Where(path => !string.IsNullOrEmpty(path)));
        }

        foreach (var (name, value) in options.Environment)
        {
            info.Environment[name] = value;
        }

        var program = await PythonProgram.StartAsync(
            python, info, Configure(folder, options), Path.GetFileName(path), options, _transcript,
            ended => _running.TryRemove(ended, out _)).ConfigureAwait(false);
        _running.TryAdd(program, true);
        return program;
    }

    private string Configure(string folder, PythonOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteAddress(json, _manager.Address);
            json.WriteString("authkey", _authKey);
            json.WriteStartArray("register");
            foreach (var function in _options.Register)
            {
                json.WriteStringValue(FromAnywhere(function));
            }

            json.WriteEndArray();
            json.WriteString("folder", folder);
            json.WriteString("shared", WorkingDirectory(PythonOptions.Default));
            if (options.Timeout > TimeSpan.Zero)
            {
                json.WriteNumber("timeout", options.Timeout.TotalSeconds);
            }
            else
            {
                json.WriteNull("timeout");
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // A program may run in another folder than the manager, which reads the same names.
    private string FromAnywhere(string function)
    {
        var colon = function.LastIndexOf(':');
        return colon > 0 && function[..colon].EndsWith(".py", StringComparison.Ordinal)
            ? Path.GetFullPath(function[..colon], WorkingDirectory(PythonOptions.Default)) + function[colon..]
            : function;
    }

    private static void WriteAddress(Utf8JsonWriter json, ManagerAddress address)
    {
        if (address.Family == ManagerAddressFamily.Tcp)
        {
            json.WriteStartArray("address");
            json.WriteStringValue(address.Host);
            json.WriteNumberValue(address.Port);
            json.WriteEndArray();
        }
        else if (address.Family == ManagerAddressFamily.AbstractSocket)
        {
            json.WriteStartObject("address");
            json.WriteString("abstract", address.Path);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("address", address.Path);
        }
    }

    private string WorkingDirectory(PythonOptions options) =>
        Path.GetFullPath(options.WorkingDirectory ?? _options.WorkingDirectory ?? Environment.CurrentDirectory);

    private static string CreateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-test-").FullName;
        using var source = typeof(Programs).Assembly.GetManifestResourceStream("run_python.py")!;
        using var target = File.Create(Path.Combine(folder, "run_python.py"));
        source.CopyTo(target);
        return folder;
    }
}
