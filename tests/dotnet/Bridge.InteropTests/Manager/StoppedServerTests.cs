using System.Diagnostics;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Manager;

/// <summary>A server that lives and does not answer.</summary>
public class StoppedServerTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    private static TestPython Python => TestPythons.All[^1];

    [Fact(Timeout = 60_000)]
    public async Task A_nested_proxy_is_waited_for_in_time_while_the_server_is_locked()
    {
        await using var server = await StockServer.StartAsync(Python, _token, register: """
            import time
            SyncManager.register('Slow', lambda: time.sleep(600))
            """);
        await using var client = await server.ConnectAsync(_token, new() { CallTimeout = TimeSpan.FromSeconds(2) });
        await using var list = await client.CreateListAsync<int>(_token);
        await using var lists = await client.CreateListAsync<ListProxy<int>>(_token);
        await lists.AppendAsync(list, _token);
        await Assert.ThrowsAsync<BridgeConnectionException>(() => client.CreateAsync("Slow", cancellationToken: _token));
        await Assert.ThrowsAsync<BridgeConnectionException>(
            async () => await lists.GetItemAsync(0, _token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), _token));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("release")]
    [InlineData("notify")]
    [InlineData("put many")]
    [InlineData("next of an imap")]
    public async Task A_server_that_stands_still_fails_calls_on_leased_connections_in_time(string what)
    {
        await using var server = await StockServer.StartAsync(Python, _token);
        var client = await server.ConnectAsync(_token, new() { CallTimeout = TimeSpan.FromSeconds(2) });
        var call = await PrepareAsync(client, what);
        Signal(server.ProcessId, "STOP");
        try
        {
            var error = await Assert.ThrowsAnyAsync<BridgeException>(
                async () => await call().WaitAsync(TimeSpan.FromSeconds(20), _token));
            Assert.IsType<BridgeConnectionException>(error is QueueBatchException batch ? batch.InnerException : error);
        }
        finally
        {
            Signal(server.ProcessId, "CONT");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_the_client_ends_calls_that_wait_for_their_turn_to_connect()
    {
        await using var server = await StockServer.StartAsync(Python, _token);
        var client = await server.ConnectAsync(
            _token, new() { Connection = new() { ConnectTimeout = TimeSpan.FromSeconds(2) } });
        Signal(server.ProcessId, "STOP");
        try
        {
            var calls = Enumerable.Range(0, 40).Select(_ => client.CreateListAsync<int>(CancellationToken.None)).ToArray();
            await Task.Delay(200, _token);
            await client.DisposeAsync();
            try
            {
                await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(15), _token);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{calls.Count(call => !call.IsCompleted)} calls hang");
            }
            catch (Exception)
            {
            }

            Assert.All(calls, call => Assert.True(
                call.Exception!.InnerException is ObjectDisposedException or BridgeConnectionException, call.Exception.ToString()));
        }
        finally
        {
            Signal(server.ProcessId, "CONT");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_value_whose_call_was_canceled_arrives_as_it_was()
    {
        await using var server = await StockServer.StartAsync(Python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var dict = await client.CreateDictAsync<string, byte[]>(_token);
        var value = new byte[16 * 1024 * 1024];
        value.AsSpan().Fill(7);
        using var canceling = new CancellationTokenSource();
        await dict.SetItemAsync("warm", [1], _token);
        Signal(server.ProcessId, "STOP");

        var setting = dict.SetItemAsync("k", value, canceling.Token).AsTask();
        Assert.False(setting.IsCompleted);
        await canceling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => setting);
        value.AsSpan().Fill(8);
        Signal(server.ProcessId, "CONT");

        Assert.DoesNotContain((byte)8, await dict.GetItemAsync("k", _token)); // it had been sent in part
        Assert.Equal(value.Length, (await dict.GetItemAsync("k", _token)).Length);
    }

    private async Task<Func<Task>> PrepareAsync(ManagerClient client, string what)
    {
        switch (what)
        {
            case "release":
                var hold = await (await client.CreateRLockAsync(_token)).AcquireAsync(_token);
                return () => hold.DisposeAsync().AsTask();
            case "notify":
                var held = await (await client.CreateConditionAsync(_token)).AcquireAsync(_token);
                return () => held.NotifyAsync(1, _token);
            case "put many":
                var queue = await client.CreateQueueAsync<int>(0, _token);
                await queue.PutManyAsync([1, 2], _token);
                return () => queue.PutManyAsync(Enumerable.Range(0, 100), CancellationToken.None);
            default:
                var pool = await client.CreatePoolAsync(1, cancellationToken: _token);
                var imap = await pool.ImapAsync<double, double>(new PythonGlobal("math", "sqrt"), [4.0, 9.0], 1, _token);
                Assert.True((await imap.TryNextAsync(_token)).Found);
                return () => imap.TryNextAsync(CancellationToken.None).AsTask();
        }
    }

    private static void Signal(int process, string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP");
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
        while (signal == "STOP" && !File.ReadAllText($"/proc/{process}/stat").Contains(") T ", StringComparison.Ordinal))
        {
            Thread.Sleep(1);
        }
    }
}
