using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.Tests.Manager;

/// <summary>The client against scripted servers that misbehave.</summary>
public class ManagerClientTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task ConnectAsync_opens_one_connection_and_asks_who_is_there()
    {
        var functions = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = FakeManagerServer.Answering(request =>
        {
            functions.Enqueue(Name(request));
            return Return(null);
        });

        await using var client = await ConnectAsync(server);

        Assert.Equal(["accept_connection", "who"], functions);
        Assert.Equal(1, server.ConnectionCount);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("80044e2e", "pair")] // None
    [InlineData("80048c056f68206e6f2e", "pair")] // 'oh no'
    public async Task A_reply_that_is_none_is_a_protocol_error(string body, string expected)
    {
        await using var server = FakeManagerServer.Answering(_ => Convert.FromHexString(body));

        var error = await Assert.ThrowsAsync<BridgeProtocolException>(() => ConnectAsync(server));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_reply_that_is_no_pickle_is_an_unpickling_error()
    {
        await using var server = FakeManagerServer.Answering(_ => "hello"u8.ToArray());

        await Assert.ThrowsAsync<UnpicklingException>(() => ConnectAsync(server));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_that_closes_instead_of_answering_is_a_connection_error()
    {
        await using var server = FakeManagerServer.Answering(_ => null);

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => ConnectAsync(server));

        Assert.Contains("instead of answering", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_server_that_authenticates_and_never_answers_is_a_connection_error()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await connection.UntilClosedAsync();
        });
        var options = new ManagerClientOptions { Connection = new() { ConnectTimeout = TimeSpan.FromSeconds(1) } };

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(
            () => ManagerClient.ConnectAsync(server.Address, server.AuthKey, options, _token));

        Assert.Contains("did not answer within 1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_that_takes_longer_than_the_timeout_says_so()
    {
        var never = new TaskCompletionSource<byte[]?>();
        await using var server = FakeManagerServer.AnsweringLater(
            async request => Name(request) == "append" ? await never.Task : Answer(request));
        await using var client = await ManagerClient.ConnectAsync(
            server.Address, server.AuthKey, new() { CallTimeout = TimeSpan.FromSeconds(1) }, _token);
        await using var list = await client.CreateListAsync<int>(_token);

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(async () => await list.AppendAsync(1, _token));

        Assert.Contains("did not answer within 1 s", error.Message, StringComparison.Ordinal);
        never.SetResult(null);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_connection_that_broke_is_replaced_by_the_next_call()
    {
        var appends = 0;
        await using var server = FakeManagerServer.Answering(
            request => Name(request) == "append" && Interlocked.Increment(ref appends) == 1 ? null : Answer(request));
        await using var client = await ConnectAsync(server);
        await using var list = await client.CreateListAsync<int>(_token);

        await Assert.ThrowsAsync<BridgeConnectionException>(async () => await list.AppendAsync(1, _token));
        await list.AppendAsync(2, _token);

        Assert.Equal(2, appends);
    }

    [Fact(Timeout = 20_000)]
    public async Task Each_proxy_gives_its_reference_back_once()
    {
        var decrefs = 0;
        await using var server = FakeManagerServer.Answering(request =>
        {
            if (Name(request) == "decref")
            {
                Interlocked.Increment(ref decrefs);
            }

            return Answer(request);
        });
        await using (var client = await ConnectAsync(server))
        {
            for (var i = 0; i < 20; i++)
            {
                var list = await client.CreateListAsync<int>(_token);
                await list.DisposeAsync();
                await list.DisposeAsync();
            }
        }

        Assert.Equal(20, decrefs);
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposal_goes_on_giving_back_while_a_slow_server_answers()
    {
        const int Lists = 4;
        var patience = TimeSpan.FromSeconds(2);
        using var answers = new SemaphoreSlim(0);
        var decrefs = 0;
        await using var server = FakeManagerServer.AnsweringLater(async request =>
        {
            if (Name(request) == "decref")
            {
                await answers.WaitAsync(_token);
                Interlocked.Increment(ref decrefs);
            }

            return Answer(request);
        });
        var client = await ConnectAsync(server, new() { ReleasePatience = patience });
        var lists = new List<ListProxy<int>>();
        for (var i = 0; i < Lists; i++)
        {
            lists.Add(await client.CreateListAsync<int>(_token));
        }

        foreach (var list in lists)
        {
            await list.DisposeAsync();
        }

        var disposal = client.DisposeAsync();
        for (var i = 0; i < Lists; i++)
        {
            await Task.Delay(patience * 0.4, _token); // together longer than it waits for one
            answers.Release();
        }

        await disposal;
        Assert.Equal(Lists, decrefs);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_get_whose_reply_is_on_the_way_when_it_is_canceled_returns_the_item()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        await using var server = FakeManagerServer.Answering(request =>
        {
            if (Name(request) == "get")
            {
                cancel.Cancel(); // while the item is between the server and the client
                return Return(7L);
            }

            return Answer(request);
        });
        await using var client = await ConnectAsync(server);
        await using var queue = await client.CreateQueueAsync<long>(cancellationToken: _token);

        Assert.Equal(7, await queue.GetAsync(cancel.Token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_waiting_get_never_asks_the_server_to_wait_longer_than_a_slice()
    {
        var timeouts = new System.Collections.Concurrent.ConcurrentQueue<object?>();
        await using var server = FakeManagerServer.Answering(request =>
        {
            if (Name(request) != "get")
            {
                return Answer(request);
            }

            var arguments = (PythonTuple)((PythonTuple)PickleSerializer.Deserialize(request)!)[2]!;
            timeouts.Enqueue(arguments.Count == 2 ? arguments[1] : 0.0);
            return timeouts.Count < 4 ? Empty() : Return(1L);
        });
        await using var client = await ConnectAsync(server);
        await using var queue = await client.CreateQueueAsync<long>(cancellationToken: _token);

        await queue.GetAsync(_token);

        Assert.Equal([0.0, 0.25, 0.25, 0.25], timeouts);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_disposed_client_refuses_calls()
    {
        await using var server = FakeManagerServer.Answering(Answer);
        var client = await ConnectAsync(server);
        var list = await client.CreateListAsync<int>(_token);
        await client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await list.AppendAsync(1, _token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.PingAsync(_token));
        await list.DisposeAsync();
    }

    private Task<ManagerClient> ConnectAsync(FakeManagerServer server, ManagerClientOptions? options = null) =>
        ManagerClient.ConnectAsync(server.Address, server.AuthKey, options, _token);

    private static string Name(byte[] request) => (string)((PythonTuple)PickleSerializer.Deserialize(request)!)[1]!;

    private static byte[] Answer(byte[] request) => Name(request) == "create"
        ? Return(new PythonTuple("7f00", new PythonTuple("append", "get", "put")))
        : Return(null);

    private static byte[] Return(object? value) => PickleSerializer.Serialize(new PythonTuple("#RETURN", value));

    private static byte[] Empty() => PickleSerializer.Serialize(new PythonTuple(
        "#ERROR", new PythonObject(new PythonGlobal("_queue", "Empty"), PythonTuple.Empty)));
}
