using System.Diagnostics;
using Bridge.TestUtilities;
using Python.Runtime;

namespace Bridge.PythonNet.Tests;

/// <summary>Calls that do not end by themselves.</summary>
public sealed class CancellationTests(PythonFixture fixture) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPython Python => fixture.Python;

    public async ValueTask InitializeAsync() => await Hostile.LoadAsync(Python);

    // What was left behind runs on until it is told.
    public async ValueTask DisposeAsync() => await Python.RunAsync(() => PythonEngine.Exec(
        "import hostile; hostile.stop.set(); hostile.stop = hostile.threading.Event(); hostile.begun.clear()"));

    [Theory]
    [InlineData("hostile", "spin", null, 0)]
    [InlineData("hostile", "sleep", 1000, 0.9)]
    [InlineData("hostile", "swallow", null, 0.9)]
    [InlineData("hostile", "sleep_later", 1000, 0)]
    [InlineData("hostile", "swallow_cancel", null, 0.9)]
    [InlineData("hostile", "block", null, 0.9)]
    public async Task A_call_that_never_ends_is_given_up(string module, string function, int? argument, double least)
    {
        object?[] arguments = argument is null ? [] : [argument];
        using var cancel = new CancellationTokenSource();
        var call = Python.CallAsync<object?>(module, function, arguments, cancellationToken: cancel.Token);
        await Retry.UntilAsync("it has begun", () => Python.CallAsync<bool>("hostile", "begun.is_set", cancellationToken: Cancel));
        await Task.Delay(100, Cancel); // and waits

        var start = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.True(took >= least, $"It took {took} s."); // an interrupt takes no time, and giving up the grace
        Assert.Equal(1, await Python.CallAsync<int>("builtins", "abs", [-1], cancellationToken: Cancel));
        Assert.Equal(2, await Python.CallAsync<int>("asyncio", "sleep", [0, 2], cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_coroutine_that_cleans_up_ends_as_it_does()
    {
        using var cancel = new CancellationTokenSource();
        var call = Python.CallAsync<string>(Hostile.Name, "clean_up", cancellationToken: cancel.Token);
        await Task.Delay(100, Cancel);
        await cancel.CancelAsync();

        try
        {
            Assert.Equal("cleaned up", await call);
        }
        catch (OperationCanceledException)
        {
            // it had not begun
        }
    }

    [Fact]
    public async Task A_cancellation_at_the_end_of_a_call_does_not_hit_the_next()
    {
        var (canceled, ended) = (0, 0);
        for (var i = 0; i < 1000; i++)
        {
            using var cancel = new CancellationTokenSource();
            var call = Python.CallAsync<long>(Hostile.Name, "short", [i % 50 * 100], cancellationToken: cancel.Token);
            var canceling = Task.Run(() =>
            {
                Thread.SpinWait(i * 7 % 4000);
                cancel.Cancel();
            }, Cancel);
            try
            {
                await call;
                ended++;
            }
            catch (OperationCanceledException)
            {
                canceled++;
            }

            await canceling;
            Assert.Equal(45, await Python.CallAsync<long>(Hostile.Name, "short", [10], cancellationToken: Cancel));
        }

        TestContext.Current.SendDiagnosticMessage("{0} canceled, {1} ended", canceled, ended);
        Assert.Equal(1000, canceled + ended);
        Assert.True(canceled > 10 && ended > 10, $"{canceled} canceled, {ended} ended.");
    }

    [Fact]
    public async Task An_interrupt_while_an_exception_is_carried_across_crashes_nothing()
    {
        for (var i = 0; i < 300; i++)
        {
            using var cancel = new CancellationTokenSource();
            var call = Python.CallAsync<object?>(Hostile.Name, "fail", ["ValueError"], cancellationToken: cancel.Token);
            var canceling = Task.Run(() =>
            {
                Thread.SpinWait(i * 97 % 30_000);
                cancel.Cancel();
            }, Cancel);
            var error = await Record.ExceptionAsync(() => call);
            Assert.True(error is RemoteException { PythonType: "builtins.ValueError" } or OperationCanceledException, $"{error}");
            await canceling;
        }
    }
}
