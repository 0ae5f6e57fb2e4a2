using System.Buffers;
using System.Buffers.Binary;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.Tests.Proxies;

/// <summary>Long values that come into pooled memory, and what may happen while they come.</summary>
public class PooledValueTests
{
    // More than any buffer between the two ends: what was sent by half was received for the most part.
    private const int Length = 4 * 1024 * 1024;
    private const int Half = Length / 2;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_value_goes_on_coming_after_its_call_was_canceled_and_into_nobody_elses_memory()
    {
        var isHalfSent = new TaskCompletionSource();
        var maySendRest = new TaskCompletionSource();
        await using var server = FakeManagerServer.Start(connection => AnswerAsync(connection, async frame =>
        {
            await connection.SendRawAsync(frame.AsMemory(0, Half));
            isHalfSent.TrySetResult();
            await maySendRest.Task;
            await connection.SendRawAsync(frame.AsMemory(Half));
            return true;
        }));
        await using var client = await ConnectAsync(server);
        await using var dict = await client.CreateDictAsync<string, IMemoryOwner<byte>>(_token);
        using var source = new CancellationTokenSource();
        var getting = dict.GetItemAsync("long", source.Token).AsTask();
        await isHalfSent.Task.WaitAsync(_token);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
        byte[][] others = [.. Enumerable.Range(0, 10).Select(_ => ArrayPool<byte>.Shared.Rent(Length))];
        Array.ForEach(others, array => array.AsSpan().Fill(1));
        maySendRest.SetResult();
        using var next = await dict.GetItemAsync("long", _token);

        Assert.Equal(Length, next.Memory.Length);
        Assert.Equal(-1, next.Memory.Span.IndexOfAnyExcept((byte)7));
        Assert.All(others, array => Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept((byte)1)));
        Array.ForEach(others, array => ArrayPool<byte>.Shared.Return(array));
    }

    [Theory(Timeout = 20_000)]
    [InlineData(Half)]
    [InlineData(300)] // what tells the length, and little more
    [InlineData(20)]
    public async Task A_connection_that_is_cut_in_a_value_fails_the_call(int sent)
    {
        await using var server = FakeManagerServer.Start(connection => AnswerAsync(connection, async frame =>
        {
            await connection.SendRawAsync(frame.AsMemory(0, sent));
            return false;
        }));
        await using var client = await ConnectAsync(server);
        await using var dict = await client.CreateDictAsync<string, IMemoryOwner<byte>>(_token);

        await Assert.ThrowsAsync<BridgeConnectionException>(async () => await dict.GetItemAsync("long", _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_long_answer_of_another_kind_is_read_as_what_it_is()
    {
        var bytes = new byte[200_000];
        object? answer = null;
        await using var server = FakeManagerServer.Start(connection => AnswerAsync(connection, async _ =>
        {
            await connection.SendAsync(PickleSerializer.Serialize(answer));
            return true;
        }));
        await using var client = await ConnectAsync(server);
        await using var dict = await client.CreateDictAsync<string, IMemoryOwner<byte>>(_token);

        answer = new PythonTuple("#ERROR", new PythonException("builtins.KeyError", [bytes]));
        var error = await Assert.ThrowsAsync<RemoteException>(async () => await dict.GetItemAsync("long", _token));
        answer = new PythonTuple("#RETURN", new List<object?> { bytes });
        var mismatch = await Assert.ThrowsAsync<InvalidCastException>(async () => await dict.GetItemAsync("long", _token));
        answer = new PythonTuple("#RETURN", PythonArray.Of(new double[25_000]));
        await Assert.ThrowsAsync<InvalidCastException>(async () => await dict.GetItemAsync("long", _token));
        answer = new PythonTuple("#RETURN", new PythonByteArray(bytes));
        using var value = await dict.GetItemAsync("long", _token);

        Assert.Equal("builtins.KeyError", error.PythonType);
        Assert.Equal("The value is a Python list; IMemoryOwner<byte> was asked for.", mismatch.Message);
        Assert.Equal(bytes, value.Memory.ToArray());
    }

    /// <summary>
    /// Answers <c>create</c> and all else as usual, and <c>__getitem__</c> by a given way to send a long value, which says
    /// whether the connection stays open.
    /// </summary>
    private static async Task AnswerAsync(FakeManagerConnection connection, Func<byte[], Task<bool>> send)
    {
        var value = new byte[Length];
        value.AsSpan().Fill(7);
        var body = PickleSerializer.Serialize(new PythonTuple("#RETURN", value));
        var frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, 4);
        var isOpen = await connection.HandshakeAsync();
        while (isOpen && await connection.ReceiveAsync() is { } request)
        {
            switch (((PythonTuple)PickleSerializer.Deserialize(request)!)[1])
            {
                case "__getitem__":
                    isOpen = await send(frame);
                    break;
                case "create":
                    await SendAsync(new PythonTuple("7f00", new PythonTuple("__getitem__")));
                    break;
                default:
                    await SendAsync(null);
                    break;
            }
        }

        Task SendAsync(object? result) =>
            connection.SendAsync(PickleSerializer.Serialize(new PythonTuple("#RETURN", result)));
    }

    private Task<ManagerClient> ConnectAsync(FakeManagerServer server) =>
        ManagerClient.ConnectAsync(server.Address, server.AuthKey, cancellationToken: _token);
}
