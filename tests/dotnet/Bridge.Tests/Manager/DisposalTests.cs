using System.Collections.Concurrent;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.Tests.Manager;

/// <summary>Proxies and clients that are disposed while calls are under way.</summary>
public class DisposalTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly ConcurrentQueue<string> _names = new();

    [Fact(Timeout = 20_000)]
    public async Task A_reference_is_given_back_only_after_the_calls_under_way()
    {
        var mayAnswer = new TaskCompletionSource();
        var hasCome = new TaskCompletionSource();
        await using var server = Answering(async name =>
        {
            if (name == "append")
            {
                hasCome.TrySetResult();
                await mayAnswer.Task;
            }
        });
        await using var client = await ConnectAsync(server);
        var list = await client.CreateListAsync<int>(_token);
        var append = list.AppendAsync(1, _token).AsTask();
        await hasCome.Task.WaitAsync(_token);

        await list.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await list.AppendAsync(2, _token));
        await client.PingAsync(_token);
        Assert.DoesNotContain("decref", _names);
        mayAnswer.SetResult();
        await append;

        await Retry.UntilAsync("the reference is given back", () => _names.Contains("decref"));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_client_that_is_disposed_lets_a_running_slice_bring_its_item()
    {
        var mayAnswer = new TaskCompletionSource();
        var isWaiting = new TaskCompletionSource();
        await using var server = Answering(async name =>
        {
            if (name == "get" && _names.Count(other => other == "get") == 2)
            {
                isWaiting.TrySetResult();
                await mayAnswer.Task;
            }
        }, name => name != "get" ? null : _names.Count(other => other == "get") == 1 ? Empty() : Return(7L));
        var client = await ConnectAsync(server);
        var queue = await client.CreateQueueAsync<long>(cancellationToken: _token);
        var get = queue.GetAsync(_token);
        await isWaiting.Task.WaitAsync(_token);

        var disposing = client.DisposeAsync().AsTask();
        await Retry.UntilAsync("new calls are refused", () => client.State == ManagerClientState.Disposed);
        mayAnswer.SetResult();

        Assert.Equal(7, await get);
        await disposing;
    }

    [Fact(Timeout = 20_000)]
    public async Task A_None_that_a_manager_sends_in_its_last_moment_is_no_item()
    {
        await using var server = FakeManagerServer.Answering(request => Name(request) switch
        {
            "create" => Return(new PythonTuple("7f00", new PythonTuple("get", "qsize"))),
            "qsize" => null, // it closes
            _ => Return(null),
        });
        await using var client = await ConnectAsync(server);
        await using var queue = await client.CreateQueueAsync<string?>(cancellationToken: _token);

        await Assert.ThrowsAsync<BridgeConnectionException>(() => queue.GetAsync(_token));
    }

    private FakeManagerServer Answering(Func<string, Task> before, Func<string, byte[]?>? answer = null) =>
        FakeManagerServer.AnsweringLater(async request =>
        {
            var name = Name(request);
            _names.Enqueue(name);
            await before(name);
            return answer?.Invoke(name) ?? (name == "create"
                ? Return(new PythonTuple("7f00", new PythonTuple("append", "get", "put")))
                : Return(null));
        });

    private Task<ManagerClient> ConnectAsync(FakeManagerServer server) =>
        ManagerClient.ConnectAsync(server.Address, server.AuthKey, cancellationToken: _token);

    private static string Name(byte[] request) => (string)((PythonTuple)PickleSerializer.Deserialize(request)!)[1]!;

    private static byte[] Return(object? value) => PickleSerializer.Serialize(new PythonTuple("#RETURN", value));

    private static byte[] Empty() => PickleSerializer.Serialize(new PythonTuple(
        "#ERROR", new PythonObject(new PythonGlobal("_queue", "Empty"), PythonTuple.Empty)));
}
