using System.Net;
using System.Net.Sockets;
using Bridge.Connections;
using Bridge.TestUtilities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Connections;

public class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectAsync_where_nothing_listens_says_what_to_do()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = ManagerAddress.Tcp("127.0.0.1", ((IPEndPoint)unused.LocalEndPoint!).Port);

        var error = await ConnectErrorAsync(address);

        Assert.Equal(
            $"Nothing listens at {address} (connection refused); start the manager, or correct the address.", error);
    }

    [Fact]
    public async Task ConnectAsync_to_a_missing_socket_file_names_the_file()
    {
        var error = await ConnectErrorAsync(ManagerAddress.UnixSocket("/nowhere/at/all"));

        Assert.Equal("There is no socket /nowhere/at/all: start the manager, or correct the path.", error);
    }

    [Fact]
    public async Task ConnectAsync_to_the_file_of_a_dead_manager_says_so()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.StartsWith(
                $"Nothing listens at {file} (connection refused)",
                await ConnectErrorAsync(ManagerAddress.UnixSocket(file)),
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task ConnectAsync_to_an_unknown_host_names_the_host()
    {
        var error = await ConnectErrorAsync(ManagerAddress.Tcp("no-such-host.invalid", 5000));

        Assert.StartsWith("The host 'no-such-host.invalid' is unknown", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_to_a_pipe_elsewhere_than_on_Windows_is_not_supported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has pipes.");

        await Assert.ThrowsAsync<PlatformNotSupportedException>(
            () => ConnectAsync(ManagerAddress.NamedPipe("x")));
    }

    [Fact]
    public async Task SendAsync_of_a_batch_keeps_the_order_of_small_and_large_frames()
    {
        await using var server = FakeManagerServer.Answering(request => [(byte)request.Length, .. request.AsSpan(0, 1)]);
        await using var connection = await server.ConnectAsync();
        int[] sizes = [1, 200_000, 2, 16_385, 3, 3, 30_000, 5];
        var frames = sizes.Select((size, i) => FrameBuffer.Of(Enumerable.Repeat((byte)i, size).ToArray())).ToArray();

        await connection.SendAsync(frames, Token);

        for (var i = 0; i < sizes.Length; i++)
        {
            using var reply = await connection.ReceiveAsync(Token);
            Assert.Equal([(byte)sizes[i], (byte)i], reply!.BodySpan.ToArray());
        }
    }

    [Fact]
    public async Task ReceiveAsync_at_the_end_gives_null_and_the_connection_is_spent()
    {
        await using var server = FakeManagerServer.Answering(_ => null);
        await using var connection = await server.ConnectAsync();
        await SendAsync(connection);

        Assert.Null(await connection.ReceiveAsync(Token));
        Assert.True(connection.IsBroken);
        await Assert.ThrowsAsync<BridgeConnectionException>(() => connection.ReceiveAsync(Token).AsTask());
    }

    [Fact]
    public async Task ReceiveAsync_of_half_a_frame_breaks_the_connection()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await connection.SendRawAsync(new byte[] { 0, 0, 0, 9, 1 });
        });
        await using var connection = await server.ConnectAsync();

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(
            () => connection.ReceiveAsync(Token).AsTask());

        Assert.Contains("in the middle of a message", error.Message, StringComparison.Ordinal);
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public async Task ReceiveAsync_of_a_frame_above_the_limit_breaks_the_connection()
    {
        await using var server = FakeManagerServer.Answering(request => new byte[request[3] == 0 ? 256 : 257]);
        await using var connection = await server.ConnectAsync(new ConnectionOptions { MaxFrameBytes = 256 });

        await SendAsync(connection, 0);
        using var atLimit = await connection.ReceiveAsync(Token);
        await SendAsync(connection, 1);

        Assert.Equal(256, atLimit!.Length);
        await Assert.ThrowsAsync<BridgeProtocolException>(() => connection.ReceiveAsync(Token).AsTask());
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public async Task ReceiveAsync_canceled_between_frames_leaves_the_connection_usable()
    {
        var mayAnswer = new TaskCompletionSource();
        await using var server = FakeManagerServer.AnsweringLater(async request =>
        {
            await mayAnswer.Task;
            return request;
        });
        await using var connection = await server.ConnectAsync();
        await SendAsync(connection, 5);
        using var source = new CancellationTokenSource();
        var receiving = connection.ReceiveAsync(source.Token).AsTask();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        mayAnswer.SetResult();

        Assert.False(connection.IsBroken);
        Assert.Equal(5, (await connection.ReceiveAsync(Token))!.Number());
    }

    [Fact]
    public async Task ReceiveAsync_canceled_inside_a_frame_breaks_the_connection()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await connection.SendRawAsync(new byte[] { 0, 0, 0, 9, 1 });
            await connection.UntilClosedAsync();
        });
        await using var connection = await server.ConnectAsync();
        await Retry.UntilAsync("half a frame is there", connection.HasUnexpectedData);
        using var source = new CancellationTokenSource();
        var receiving = connection.ReceiveAsync(source.Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public async Task HasUnexpectedData_is_true_when_the_manager_closed_or_spoke_unasked()
    {
        var maySpeak = new TaskCompletionSource();
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await maySpeak.Task;
            if (connection.Number == 1)
            {
                await connection.SendAsync(new byte[1]);
                await connection.UntilClosedAsync();
            }
        });
        await using var spokenTo = await server.ConnectAsync();
        await using var closed = await server.ConnectAsync();
        Assert.False(spokenTo.HasUnexpectedData());
        Assert.False(closed.HasUnexpectedData());

        maySpeak.SetResult();

        await Retry.UntilAsync("the unasked frame is there", spokenTo.HasUnexpectedData);
        await Retry.UntilAsync("the end is noticed", closed.HasUnexpectedData);
    }

    [Fact]
    public async Task DisposeAsync_ends_a_receive_that_is_under_way()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await connection.UntilClosedAsync();
        });
        var connection = await server.ConnectAsync();
        var receiving = connection.ReceiveAsync(Token).AsTask();

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<BridgeConnectionException>(() => receiving);
    }

    private static async Task SendAsync(Connection connection, int number = 0)
    {
        using var frame = Fakes.Frame(number);
        await connection.SendAsync(frame, Token);
    }

    private static async Task<string> ConnectErrorAsync(ManagerAddress address) =>
        (await Assert.ThrowsAsync<BridgeConnectionException>(() => ConnectAsync(address))).Message;

    private static Task<Connection> ConnectAsync(ManagerAddress address) => Connection.ConnectAsync(
        address, AuthKey.Generate(), ConnectionOptions.Default, NullLogger.Instance, Token);
}
