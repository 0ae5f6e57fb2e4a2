using System.Globalization;

namespace Bridge.PythonNet.Tests;

/// <summary>The end of a process with Python in it: its exit code, what ran, and that nothing is left.</summary>
/// <remarks><c>BRIDGE_TEST_ENDS</c> says how often each is tried; <c>BRIDGE_TEST_ENDS_LOG</c> a file for a table of it.</remarks>
public sealed class EndTests(PythonFixture fixture)
{
    private const string Children = "manager,pool,daemon,short,executor,coroutine";
    private const string Endless = "manager,pool,daemon,process,thread,coroutine";
    private const int Interrupt = 2;
    private const int KillAtOnce = 9;
    private const int Terminate = 15;

    private static readonly string[] All = ["atexit", "process", "work", "coroutine"];
    private static readonly string[] Atexit = ["atexit"];
    private static readonly SemaphoreSlim AtOnce = new(2);

    private static int Times => int.Parse(
        Environment.GetEnvironmentVariable("BRIDGE_TEST_ENDS") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public Task A_process_that_ends_by_itself_ends_as_CPython_does() => RunAsync(
        ("return", Children, 0, 0, All),
        ("dispose", Children, 0, 0, All),
        ("dispose-unawaited", Children, 0, 0, All),
        ("exit-main", Children, 0, 7, All),
        ("exit-callback", Children, 0, 7, All),
        ("use-after", "executor", 0, 0, ["atexit", "work"]),
        ("exit-atexit", "impatient", 0, 7, []));

    [Fact]
    public Task An_unhandled_exception_ends_the_process_and_what_it_started() => RunAsync(
        ("throw-main", Children, 0, 134, All),
        ("throw-task", Children, 0, 134, All),
        ("throw-thread", Children, 0, 134, All),
        ("throw-python", Children, 0, 134, All));

    [Fact]
    public Task A_signal_ends_the_process_and_what_it_started() => RunAsync(
        ("signal", Endless, Terminate, 143, []),
        ("signal", Endless, Interrupt, 130, []),
        ("signal", Endless, KillAtOnce, 137, []),
        ("signal-handled", Children, Terminate, 0, All),
        ("signal-handled", Children, Interrupt, 0, All));

    [Fact]
    public Task What_never_ends_does_not_keep_the_process() => RunAsync(
        ("return", "impatient,process,thread,calls", 0, 0, Atexit),
        ("dispose", "impatient,process,thread,calls", 0, 0, Atexit),
        ("exit-delegate", "impatient,pool,daemon,process,manager", 0, 7, []),
        ("throw-thread", "impatient,process,thread,calls", 0, 134, Atexit),
        ("gil-held", "impatient", 0, 7, []));

    private async Task RunAsync(params (string End, string Setups, int Signal, int ExitCode, string[] Files)[] cases)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        Assert.SkipWhen(
            OtherInterpreterTests.IsInner && Environment.GetEnvironmentVariable("BRIDGE_TEST_ENDS") is null,
            "The ends are tried with one interpreter; with BRIDGE_TEST_ENDS they are tried with each.");
        _ = fixture.Python; // skips without one
        await Task.WhenAll(cases.SelectMany(it => Enumerable.Range(0, Times).Select(_ => RunAsync(it.End, it.Setups, it.Signal, it.ExitCode, it.Files))));
    }

    private static async Task RunAsync(string end, string setups, int signal, int exitCode, string[] files)
    {
        await AtOnce.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var run = await HostRun.RunAsync(end, setups, signal, TestContext.Current.CancellationToken);
            Record(end, setups, signal, run);
            var found = string.Join(' ', run.Files.Order());
            Assert.True(
                run.ExitCode == exitCode && run.LeftProcesses == 0 && found == string.Join(' ', files.Order()),
                $"{end} with {setups}, signal {signal}: exit code {run.ExitCode}, wanted {exitCode}; {run.LeftProcesses} left; "
                + $"files {found}, wanted {string.Join(' ', files.Order())}\n{run.Output}");
        }
        finally
        {
            AtOnce.Release();
        }
    }

    private static void Record(string end, string setups, int signal, HostRun run)
    {
        if (Environment.GetEnvironmentVariable("BRIDGE_TEST_ENDS_LOG") is { Length: > 0 } log)
        {
            lock (AtOnce)
            {
                File.AppendAllText(log, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{end}\t{setups}\t{signal}\t{run.ExitCode}\t{run.Time.TotalSeconds:F2}\t{run.LeftProcesses}\t{string.Join(' ', run.Files.Order())}\n"));
            }
        }
    }
}
