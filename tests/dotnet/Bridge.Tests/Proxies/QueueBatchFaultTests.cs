using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.Tests.Proxies;

/// <summary>Batches against a server that ends in the middle of one.</summary>
public class QueueBatchFaultTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_cut_get_of_many_hands_out_what_came_and_counts_the_rest()
    {
        var gets = 0;
        await using var server = FakeManagerServer.Answering(request => Name(request) switch
        {
            "create" => Created(),
            "qsize" => Return(5),
            "get" => ++gets <= 3 ? Return(gets) : null,
            _ => Return(null),
        });
        await using var client = await ManagerClient.ConnectAsync(server.Address, server.AuthKey, null, _token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);

        var error = await Assert.ThrowsAsync<QueueBatchException>(() => queue.GetManyAsync(10, null, _token));

        Assert.Equal([1, 2, 3], error.Items);
        Assert.Equal((3, 3), (error.Completed, error.Unknown)); // five were asked for, two came
        Assert.True(error.IsTransient);
        Assert.IsType<BridgeConnectionException>(error.InnerException);
    }

    [Theory(Timeout = 20_000)]
    [InlineData(0, 4)] // all in one write
    [InlineData(9, 1)] // one after the other
    public async Task A_cut_put_of_many_counts_what_is_in_and_what_may_be(int maxSize, int unknown)
    {
        var puts = 0;
        await using var server = FakeManagerServer.Answering(request => Name(request) switch
        {
            "create" => Created(),
            "put" => ++puts <= 3 ? Return(null) : null,
            _ => Return(null),
        });
        await using var client = await ManagerClient.ConnectAsync(server.Address, server.AuthKey, null, _token);
        await using var queue = await client.CreateQueueAsync<int>(maxSize, _token);

        var error = await Assert.ThrowsAsync<QueueBatchException>(() => queue.PutManyAsync([1, 2, 3, 4, 5, 6, 7], _token));

        Assert.Equal((3, unknown), (error.Completed, error.Unknown));
        Assert.Empty(error.Items);
    }

    private static string Name(byte[] request) => (string)((PythonTuple)PickleSerializer.Deserialize(request)!)[1]!;

    private static byte[] Created() => Return(new PythonTuple("7f00", new PythonTuple("get", "put", "qsize")));

    private static byte[] Return(object? value) => PickleSerializer.Serialize(new PythonTuple("#RETURN", value));
}
