using System.Text.Json;
using Bridge.Hosting;
using Bridge.InteropTests.Cli;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using ChildProcess = Bridge.Hosting.ChildProcess;

namespace Bridge.InteropTests.Workers;

/// <summary>One worker process of .NET, driven by hand over the queues that a parent uses.</summary>
public sealed class DotNetWorkerProcessTests(SharedManager python) : IAsyncLifetime
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private QueueProxy<object?> _tasks = null!;
    private QueueProxy<object?> _results = null!;

    public async ValueTask InitializeAsync()
    {
        _tasks = await python.Client.CreateQueueAsync<object?>(0, _token);
        _results = await python.Client.CreateQueueAsync<object?>(0, _token);
    }

    public async ValueTask DisposeAsync()
    {
        await _tasks.PutAsync(null, CancellationToken.None); // lets go a server thread that waits for a dead worker
        await _tasks.DisposeAsync();
        await _results.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task SIGTERM_cancels_the_row_and_ends_the_process()
    {
        await using var worker = await StartAsync("Forever");
        await _tasks.PutAsync(new[] { Batch(1, [1]) }, _token);
        await Retry.UntilAsync("the task is taken", () => _tasks.IsEmptyAsync(_token).AsTask());

        await Processes.SignalAsync(worker.Id, "TERM");

        Assert.Equal(-15, await worker.Exited.WaitAsync(TimeSpan.FromSeconds(4), _token));
        Assert.Equal(0, await _results.GetCountAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task SIGTERM_ends_a_process_whose_own_callback_blocks()
    {
        await using var worker = await StartAsync("Blocks");
        await _tasks.PutAsync(new[] { Batch(1, [1]) }, _token);
        await Retry.UntilAsync(
            "the row is begun", () => worker.StandardError.Contains("row 1", StringComparison.Ordinal));

        await Processes.SignalAsync(worker.Id, "TERM");

        Assert.Equal(-15, await worker.Exited.WaitAsync(TimeSpan.FromSeconds(20), _token));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_of_the_parent_is_the_end_of_the_worker()
    {
        var worker = await StartAsync("Forever");
        await _tasks.PutAsync(new[] { Batch(1, [1]) }, _token);
        await Retry.UntilAsync("the task is taken", () => _tasks.IsEmptyAsync(_token).AsTask());

        await worker.DisposeAsync(); // closes its standard input, as the system does for a parent that was killed

        Assert.Equal(4, await worker.Exited);
    }

    [Fact(Timeout = 60_000)]
    public async Task Batches_are_given_back_once_a_task_takes_long()
    {
        await using var worker = await StartAsync("Slow");
        await _tasks.PutAsync(new[] { Batch(1, [.. Enumerable.Range(0, 40)]), Batch(2, [1]) }, _token);

        var result = (PythonTuple)(await _results.GetAsync(_token))!;

        Assert.Equal(7L, result[0]);
        var done = (PythonTuple)Assert.Single((List<object?>)result[1]!)!;
        Assert.Equal((1L, true), (done[0], done[2]));
        Assert.Equal(Enumerable.Range(0, 40), PickleSerializer.Deserialize<int[]>((byte[])done[1]!));
        Assert.True((double)result[2]! > 0.05);
        await StopAsync(worker);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_task_may_bring_the_trace_it_belongs_to()
    {
        await using var worker = await StartAsync("Trace");
        await _tasks.PutAsync(
            (new[] { Batch(1, [5]) }, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), _token);

        var result = (PythonTuple)(await _results.GetAsync(_token))!;

        var done = (PythonTuple)((List<object?>)result[1]!)[0]!;
        Assert.Equal(
            ["5 0af7651916cd43dd8448eb211c80319c"], PickleSerializer.Deserialize<string[]>((byte[])done[1]!));
        await StopAsync(worker);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_queue_that_is_gone_is_told_on_standard_error()
    {
        await using var worker = await StartAsync("Double", results: "7f0000000000");
        await _tasks.PutAsync(new[] { Batch(1, [5]) }, _token);

        Assert.Equal(4, await worker.Exited.WaitAsync(_token));

        await Retry.UntilAsync("it has said why", () => worker.StandardError.Length > 0);
        Assert.StartsWith("worker 7 lost the manager at ", worker.StandardError, StringComparison.Ordinal);
        Assert.Contains("it answered", worker.StandardError, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_manager_that_dies_ends_the_worker_without_a_word()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var pool = await WorkerPool.StartAsync(manager.Client, TestWorkers.Rows("Double"), 1, _token);
        var id = pool.ProcessIds[0];

        await Processes.SignalAsync(manager.ProcessId, "KILL");

        await Retry.UntilAsync("the worker has ended", () => !ProcessList.IsRunning(id));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_key_is_told_before_the_first_row()
    {
        var error = await Assert.ThrowsAsync<DotNetProcessException>(() => StartAsync("Double", authKey: "00ff"));

        Assert.Contains("authkey", error.Message, StringComparison.Ordinal);
    }

    private static (long Id, int Count, byte[] Pickle) Batch(long id, List<int> rows) =>
        (id, rows.Count, PickleSerializer.Serialize(rows));

    private async Task StopAsync(ChildProcess worker)
    {
        await _tasks.PutAsync(null, _token);
        Assert.Equal(0, await worker.Exited.WaitAsync(_token));
    }

    private async Task<ChildProcess> StartAsync(string method, string? results = null, string? authKey = null)
    {
        using var address = new MemoryStream();
        await using (var json = new Utf8JsonWriter(address))
        {
            JsonAddress.Write(json, python.Client.Address);
        }

        var configuration = $$$"""
            {"address": {{{System.Text.Encoding.UTF8.GetString(address.ToArray())}}},
            "authkey": "{{{authKey ?? python.Client.AuthKey.ToHex()}}}",
            "function": {{{JsonSerializer.Serialize(TestWorkers.Rows(method))}}}, "worker": 7,
            "tasks": {"ident": "{{{_tasks.Token.Id}}}"}, "results": {"ident": "{{{results ?? _results.Token.Id}}}"}}
            """.ReplaceLineEndings(" ");
        var (process, _) = await ChildProcess.StartAsync(
            new ChildStart(DotNetCommand.Host(null), "worker 7", configuration, TimeSpan.FromSeconds(30)),
            NullLogger.Instance,
            _token);
        return process;
    }
}
