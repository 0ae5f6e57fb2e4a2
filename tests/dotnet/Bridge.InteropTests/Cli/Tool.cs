using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Bridge.InteropTests.Cli;

/// <summary>One run of the built tool as a process of its own.</summary>
/// <remarks>
/// Its processes carry a mark in their environment, by which those that it leaves over are found. Disposing kills them and
/// fails the test if there are any.
/// </remarks>
internal sealed class Tool : IAsyncDisposable
{
    private const string MarkVariable = "BRIDGE_TEST_MARK";

    // A shell that runs the tests in the background has them, and all they start, ignore SIGINT, and under nohup
    // SIGHUP; the tool must not.
    private const string WithDefaultSignals =
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
        + "signal.signal(signal.SIGHUP, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";

    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(120);

    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task _readingError;
    private bool _outputIsClosed;

    private Tool(string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var (program, itsArguments) = OperatingSystem.IsWindows()
            ? (FindTool(), arguments)
            : (TestPythons.Usable[0].Path, ["-S", "-c", WithDefaultSignals, FindTool(), .. arguments]);
        var start = new ProcessStartInfo(program, itsArguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment[MarkVariable] = _mark;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _readingError = ReadErrorAsync();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The standard input of the process.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>The standard output of the process, for tests that watch it; others get it from the result.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>What it has written to standard error.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>The processes of this run that are alive, the tool among them.</summary>
    public IReadOnlyList<int> ProcessIds => Processes.WithVariable(MarkVariable, _mark);

    /// <summary>Starts the tool.</summary>
    public static Tool Start(string folder, params string[] arguments) => new(folder, null, arguments);

    /// <summary>Starts the tool with additional environment variables.</summary>
    public static Tool Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(folder, environment, arguments);

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<ToolResult> RunAsync(string folder, params string[] arguments)
    {
        await using var tool = Start(folder, arguments);
        tool.Input.Close();
        return await tool.WaitAsync();
    }

    /// <summary>Waits until the tool ends.</summary>
    public Task<ToolResult> WaitAsync() => WaitAsync(SafetyNet);

    /// <summary>Waits until the tool ends, which must be soon.</summary>
    public async Task<ToolResult> WaitAsync(TimeSpan limit)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            var output = _outputIsClosed ? "" : await _process.StandardOutput.ReadToEndAsync(deadline.Token);
            await _process.WaitForExitAsync(deadline.Token);
            await _readingError.WaitAsync(deadline.Token);
            return new ToolResult(_process.ExitCode, output, ErrorSoFar);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The tool did not end within {limit.TotalSeconds} s.\n-- stderr --\n{ErrorSoFar}");
            throw;
        }
    }

    /// <summary>Stops reading the output, as <c>head</c> does when it has seen enough.</summary>
    public void CloseOutput()
    {
        _outputIsClosed = true;
        _process.StandardOutput.Close();
    }

    /// <summary>Sends a signal to the tool alone: <c>INT</c>, <c>TERM</c>, <c>KILL</c>.</summary>
    public Task SignalAsync(string signal) => Processes.SignalAsync(Id, signal);

    /// <summary>Waits until no process of this run is alive.</summary>
    public async Task WaitUntilAllAreGoneAsync(TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        await Retry.UntilAsync("the processes of the tool are gone", () => ProcessIds.Count == 0 || watch.Elapsed > limit);
        Assert.True(ProcessIds.Count == 0, $"Still alive after {limit.TotalSeconds} s: {Processes.Describe(ProcessIds)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // First as a user would end it, so that it can remove its temporary files.
            await SignalAsync("TERM");
            await Task.WhenAny(_process.WaitForExitAsync(CancellationToken.None), Task.Delay(TimeSpan.FromSeconds(5)));
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        try
        {
            await WaitUntilAllAreGoneAsync(TimeSpan.FromSeconds(20));
        }
        finally
        {
            foreach (var id in ProcessIds)
            {
                await Processes.SignalAsync(id, "KILL");
            }

            _process.Dispose();
        }
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_error)
            {
                _error.AppendLine(line);
            }
        }
    }

    private static string FindTool([CallerFilePath] string thisFile = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", ".."));
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        var name = OperatingSystem.IsWindows() ? "dotnet-bridge.exe" : "dotnet-bridge";
        var tool = Path.Combine(root, "src", "Bridge.Cli", "bin", configuration, "net10.0", name);
        return File.Exists(tool) ? tool : throw new FileNotFoundException($"Build Bridge.sln first ({configuration}).", tool);
    }
}
