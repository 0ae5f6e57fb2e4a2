using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.Tests.Proxies;

/// <summary>Iterators of scripted servers that misbehave.</summary>
public class IteratorProxyTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_group_that_breaks_off_brings_what_came_and_then_the_error()
    {
        var asked = 0L;
        await using var server = FakeManagerServer.Answering(request => Name(request) switch
        {
            "create" => Return(new PythonTuple("7f00", new PythonTuple("__next__"))),
            "__next__" => ++asked == 3 ? null : Return(asked),
            _ => Return(null),
        });
        await using var client = await ConnectAsync(server);
        await using var numbers = await client.CreateIteratorAsync<long>("Numbers", cancellationToken: _token);
        var seen = new List<long>();

        await Assert.ThrowsAsync<BridgeConnectionException>(async () =>
        {
            await foreach (var number in numbers.ReadAllAsync(8, _token))
            {
                seen.Add(number);
            }
        });

        Assert.Equal([1, 2], seen);
        Assert.Equal((true, 4), await numbers.TryNextAsync(_token)); // over a new connection
    }

    [Fact(Timeout = 20_000)]
    public async Task An_item_of_another_type_is_named_and_the_next_one_follows()
    {
        var asked = 0L;
        await using var server = FakeManagerServer.Answering(request => Name(request) switch
        {
            "create" => Return(new PythonTuple("7f00", new PythonTuple("__next__"))),
            "__next__" => Return(++asked == 1 ? "text" : asked),
            _ => Return(null),
        });
        await using var client = await ConnectAsync(server);
        await using var numbers = await client.CreateIteratorAsync<long>("Numbers", cancellationToken: _token);
        await using var reading = numbers.ReadAllAsync(2, _token).GetAsyncEnumerator(_token);

        var error = await Assert.ThrowsAsync<InvalidCastException>(async () => await reading.MoveNextAsync());

        Assert.Contains("str", error.Message, StringComparison.Ordinal);
        Assert.Equal((true, 2), await numbers.TryNextAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_that_was_canceled_before_it_was_sent_sends_nothing()
    {
        var asked = 0L;
        await using var server = FakeManagerServer.Answering(request => Name(request) switch
        {
            "create" => Return(new PythonTuple("7f00", new PythonTuple("__next__"))),
            "__next__" => Return(++asked),
            _ => Return(null),
        });
        await using var client = await ConnectAsync(server);
        await using var numbers = await client.CreateIteratorAsync<long>("Numbers", cancellationToken: _token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await numbers.TryNextAsync(new CancellationToken(canceled: true)));

        Assert.Equal((true, 1), await numbers.TryNextAsync(_token));
    }

    private Task<ManagerClient> ConnectAsync(FakeManagerServer server) =>
        ManagerClient.ConnectAsync(server.Address, server.AuthKey, cancellationToken: _token);

    private static string Name(byte[] request) => (string)((PythonTuple)PickleSerializer.Deserialize(request)!)[1]!;

    private static byte[] Return(object? value) => PickleSerializer.Serialize(new PythonTuple("#RETURN", value));
}
