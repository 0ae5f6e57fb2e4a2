using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.Tests.Proxies;

/// <summary>Quick calls use their objects again and again; nobody may notice.</summary>
public class QuickCallTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Calls_that_are_canceled_at_any_moment_never_get_the_answer_of_another()
    {
        await using var server = FakeManagerServer.Answering(Answer);
        await using var client = await ConnectAsync(server);
        await using var dict = await client.CreateDictAsync<string, string>(_token);
        var (got, canceled) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(
            async () =>
            {
                var random = new Random(caller);
                for (var i = 0; i < 200; i++)
                {
                    using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
                    var key = $"{caller}-{i}";
                    var call = random.Next(3) == 0
                        ? dict.PopAsync(key, source.Token)
                        : dict.GetItemAsync(key, source.Token);
                    if (random.Next(2) == 0)
                    {
                        source.CancelAfter(TimeSpan.FromMicroseconds(random.Next(500)));
                    }

                    try
                    {
                        Assert.Equal(key, await call);
                        Interlocked.Increment(ref got);
                    }
                    catch (OperationCanceledException) when (source.IsCancellationRequested)
                    {
                        Interlocked.Increment(ref canceled);
                    }
                }
            },
            _token)));

        Assert.Equal(32 * 200, got + canceled);
        Assert.Equal("last", await dict.GetItemAsync("last", _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_that_takes_something_is_waited_for_once_it_was_sent()
    {
        var mayAnswer = new TaskCompletionSource();
        var hasCome = new TaskCompletionSource();
        await using var server = FakeManagerServer.AnsweringLater(async request =>
        {
            if (Name(request) == "pop")
            {
                hasCome.TrySetResult();
                await mayAnswer.Task;
            }

            return Answer(request);
        });
        await using var client = await ConnectAsync(server);
        await using var dict = await client.CreateDictAsync<string, string>(_token);
        using var source = new CancellationTokenSource();
        var popping = dict.PopAsync("mine", source.Token).AsTask();
        await hasCome.Task.WaitAsync(_token);

        await source.CancelAsync();
        Assert.False(popping.IsCompleted);
        mayAnswer.SetResult();

        Assert.Equal("mine", await popping);
    }

    [Fact(Timeout = 20_000)]
    public async Task Blocking_on_a_call_is_no_good_idea_but_works_also_on_the_thread_that_reads()
    {
        await using var server = FakeManagerServer.Answering(Answer);
        await using var client = await ConnectAsync(server);
        await using var dict = await client.CreateDictAsync<string, string>(_token);

        await Task.Run(
            async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    Assert.Equal("a", await dict.GetItemAsync("a", _token).ConfigureAwait(false));
#pragma warning disable CA2012, xUnit1031 // the subject of this test
                    Assert.Equal("b", dict.GetItemAsync("b", _token).GetAwaiter().GetResult());
                    Assert.Equal("c", dict.GetItemAsync("c", _token).AsTask().Result);
#pragma warning restore CA2012, xUnit1031
                }
            },
            _token);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_disposed_proxy_gives_its_reference_back_when_the_server_has_answered_a_call_that_was_canceled()
    {
        var mayAnswer = new TaskCompletionSource();
        var hasCome = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        await using var server = FakeManagerServer.AnsweringLater(async request =>
        {
            switch (Name(request))
            {
                case "append":
                    hasCome.TrySetResult();
                    await mayAnswer.Task;
                    break;
                case "decref":
                    released.TrySetResult();
                    break;
            }

            return Answer(request);
        });
        await using var client = await ConnectAsync(server);
        var list = await client.CreateListAsync<int>(_token);
        using var source = new CancellationTokenSource();
        var appending = list.AppendAsync(1, source.Token).AsTask();
        await hasCome.Task.WaitAsync(_token);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => appending);
        await list.DisposeAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => released.Task.WaitAsync(TimeSpan.FromMilliseconds(200), _token));
        mayAnswer.SetResult();

        await released.Task.WaitAsync(_token);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_spare_connection_serves_the_next_create()
    {
        await using var server = FakeManagerServer.Answering(Answer);
        await using var client = await ConnectAsync(server);

        await using var first = await client.CreateListAsync<int>(_token);
        await Retry.UntilAsync("a spare connection is open", () => server.ConnectionCount == 3);
        await using var second = await client.CreateListAsync<int>(_token);
        await Retry.UntilAsync("another one is open", () => server.ConnectionCount == 4);

        Assert.NotSame(first, second);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_spare_connection_on_which_something_came_is_not_used()
    {
        var connections = 0;
        var hasSpoken = new TaskCompletionSource();
        await using var server = FakeManagerServer.Start(async connection =>
        {
            var number = Interlocked.Increment(ref connections);
            await connection.HandshakeAsync();
            if (number == 3)
            {
                // The spare one. Whatever it says, nobody has asked.
                await connection.SendAsync(Answer(PickleSerializer.Serialize(new PythonTuple(null, "create", null, null))));
                hasSpoken.SetResult();
                await connection.UntilClosedAsync();
                return;
            }

            while (await connection.ReceiveAsync() is { } request)
            {
                await connection.SendAsync(Answer(request));
            }
        });
        await using var client = await ConnectAsync(server);

        await using var first = await client.CreateListAsync<int>(_token);
        await hasSpoken.Task.WaitAsync(_token);
        await using var second = await client.CreateListAsync<int>(_token);

        Assert.NotSame(first, second);
    }

    private static string Name(byte[] request) => (string)Parts(request)[1]!;

    private static PythonTuple Parts(byte[] request) => (PythonTuple)PickleSerializer.Deserialize(request)!;

    private static byte[] Answer(byte[] request)
    {
        var parts = Parts(request);
        object? value = parts[1] switch
        {
            "create" => new PythonTuple("7f00", new PythonTuple("append", "pop", "__getitem__")),
            "pop" or "__getitem__" => ((PythonTuple)parts[2]!)[0],
            _ => null,
        };
        return PickleSerializer.Serialize(new PythonTuple("#RETURN", value));
    }

    private Task<ManagerClient> ConnectAsync(FakeManagerServer server) =>
        ManagerClient.ConnectAsync(server.Address, server.AuthKey, cancellationToken: _token);
}
