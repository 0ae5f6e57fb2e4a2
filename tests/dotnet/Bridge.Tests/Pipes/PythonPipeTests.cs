#pragma warning disable CA5351 // the digest of CPython 3.11 and older

using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using Bridge.Connections;
using Bridge.Pipes;

namespace Bridge.Tests.Pipes;

public sealed class PythonPipeTests : IDisposable
{
    private static readonly AuthKey Key = AuthKey.FromString("secret");
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string> Addresses =>
        OperatingSystem.IsLinux() ? ["tcp", "file", "abstract"] : OperatingSystem.IsWindows() ? ["tcp"] : ["tcp", "file"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Objects_and_bytes_go_both_ways_and_keep_their_order(string family)
    {
        await using var listener = PythonListener.Start(New(family), Key);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);

        await client.SendAsync(new Dictionary<string, int> { ["a"] = 1 }, _token);
        await client.SendBytesAsync(new byte[] { 0, 1, 2 }, _token);
        await client.SendBytesAsync(ReadOnlyMemory<byte>.Empty, _token);
        await server.SendAsync("hello", _token);

        Assert.Equal(1, (await server.ReceiveAsync<Dictionary<string, int>>(_token))["a"]);
        Assert.Equal(new byte[] { 0, 1, 2 }, await server.ReceiveBytesAsync(_token));
        Assert.Empty(await server.ReceiveBytesAsync(_token));
        Assert.Equal("hello", await client.ReceiveAsync<string>(_token));
        Assert.Equal(listener.Address, server.Address);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task What_was_sent_arrives_although_we_close_while_a_receive_waits(string family)
    {
        await using var listener = PythonListener.Start(New(family), Key);
        var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);
        var receiving = client.TryReceiveBytesAsync(_token);

        await client.SendBytesAsync(new byte[100_000], _token);
        await client.DisposeAsync();

        Assert.Equal(100_000, (await server.ReceiveBytesAsync(_token)).Length);
        Assert.Null(await server.TryReceiveBytesAsync(_token));
        await Record.ExceptionAsync(() => receiving);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_handshake()
    {
        await using var listener = PythonListener.Start(New("tcp"), null);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, null, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);

        await server.SendAsync(1, _token);

        Assert.Equal(1, await client.ReceiveAsync<int>(_token));
    }

    [Fact]
    public async Task A_listener_whose_folder_was_removed_ends_quietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There it has no folder.");
        var listener = PythonListener.Start(null, Key);
        Directory.Delete(Path.GetDirectoryName(listener.Address.Path!)!, recursive: true);

        await listener.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => listener.AcceptAsync(_token));
    }

    [Fact]
    public async Task Several_clients_are_accepted_and_keep_apart()
    {
        await using var listener = PythonListener.Start(New("tcp"), Key);
        var clients = await Task.WhenAll(Enumerable.Range(0, 40).Select(async n =>
        {
            var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
            await client.SendAsync(n, _token);
            return client;
        }));

        var numbers = new List<int>();
        foreach (var client in clients)
        {
            await using var server = await listener.AcceptAsync(_token);
            numbers.Add(await server.ReceiveAsync<int>(_token));
            await client.DisposeAsync();
        }

        Assert.Equal(Enumerable.Range(0, 40), numbers.Order());
    }

    [Fact]
    public async Task The_end_is_told_once_all_is_received_and_again()
    {
        await using var listener = PythonListener.Start(New("tcp"), Key);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
        var server = await listener.AcceptAsync(_token);
        await server.SendAsync(1, _token);
        await server.SendAsync(2, _token);
        await server.DisposeAsync();

        var numbers = new List<int>();
        await foreach (var number in client.ReadAllAsync<int>(_token))
        {
            numbers.Add(number);
        }

        Assert.Equal([1, 2], numbers);
        Assert.Equal((false, 0), await client.TryReceiveAsync<int>(_token));
        Assert.Null(await client.TryReceiveBytesAsync(_token));
        await Assert.ThrowsAsync<EndOfStreamException>(() => client.ReceiveAsync<int>(_token));
        await Assert.ThrowsAsync<EndOfStreamException>(() => client.ReceiveBytesAsync(_token));
        await Assert.ThrowsAsync<BridgeConnectionException>(() => client.SendAsync(3, _token));
    }

    [Fact]
    public async Task A_client_with_another_key_is_refused_and_the_next_is_served()
    {
        var refused = new TaskCompletionSource<BridgeException>();
        var options = new PythonListenerOptions { ClientRefused = refused.SetResult };
        await using var listener = PythonListener.Start(New("tcp"), Key, options);

        var error = await Assert.ThrowsAsync<BridgeAuthenticationException>(
            () => PythonConnection.ConnectAsync(listener.Address, AuthKey.FromString("wrong"), cancellationToken: _token));
        Assert.StartsWith($"The listener at {listener.Address} refused our authkey", error.Message, StringComparison.Ordinal);

        Assert.Equal(
            $"A client of {listener.Address} could not prove that it holds our authkey and was refused; "
            + "give both sides the same key.",
            (await refused.Task).Message);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\u0001\u0001#CHALLENGE#")] // 257 bytes: one above the limit
    [InlineData("\u0080\0\0\0")] // a negative length
    public async Task Garbage_instead_of_a_handshake_is_refused(string garbage)
    {
        var refused = new TaskCompletionSource<BridgeException>();
        await using var listener = PythonListener.Start(
            New("tcp"), Key, new PythonListenerOptions { ClientRefused = refused.SetResult });
        using var stranger = await DialAsync(listener.Address);

        await stranger.SendAsync(System.Text.Encoding.Latin1.GetBytes(garbage), _token);

        var error = Assert.IsType<BridgeProtocolException>(await refused.Task);
        Assert.Contains("is not a Python client with an authkey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_clients_hold_nobody_up_and_are_dropped_at_the_deadline()
    {
        var refused = new TaskCompletionSource<BridgeException>();
        var quick = new ConnectionOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        var options = new PythonListenerOptions
        {
            Connection = new() { Connection = quick },
            ClientRefused = error => refused.TrySetResult(error),
        };
        await using var listener = PythonListener.Start(New("tcp"), Key, options);
        using var silent = await DialAsync(listener.Address);

        await using var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);

        Assert.Equal(
            $"A client of {listener.Address} connected but sent no answer to our challenge within 0.3 s: "
            + "it is not a Python client with an authkey, or it hangs.",
            (await refused.Task).Message);
    }

    [Fact]
    public async Task More_clients_than_may_wait_come_in_as_places_get_free()
    {
        await using var listener = PythonListener.Start(
            New("tcp"), Key, new PythonListenerOptions { MaxWaitingClients = 1 });
        var dialling = Enumerable.Range(0, 3)
            .Select(_ => PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token)).ToList();

        for (var i = 0; i < dialling.Count; i++)
        {
            await using var server = await listener.AcceptAsync(_token);
        }

        foreach (var client in await Task.WhenAll(dialling))
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_client_of_CPython_3_11_is_answered_with_its_digest()
    {
        await using var listener = PythonListener.Start(New("tcp"), Key);
        using var socket = await DialAsync(listener.Address);
        await using var stream = new NetworkStream(socket);

        // As answer_challenge and deliver_challenge of 3.11 do it: bare HMAC-MD5 over whatever comes.
        var challenge = await ReadAsync(stream);
        await WriteAsync(stream, HMACMD5.HashData("secret"u8, challenge.AsSpan("#CHALLENGE#"u8.Length)));
        Assert.Equal("#WELCOME#"u8.ToArray(), await ReadAsync(stream));
        var message = RandomNumberGenerator.GetBytes(20);
        await WriteAsync(stream, [.. "#CHALLENGE#"u8, .. message]);
        Assert.Equal(HMACMD5.HashData("secret"u8, message), await ReadAsync(stream));
        await WriteAsync(stream, "#WELCOME#"u8.ToArray());

        await using var server = await listener.AcceptAsync(_token);
    }

    [Fact]
    public async Task A_client_of_CPython_3_11_is_refused_where_MD5_is()
    {
        var refused = new TaskCompletionSource<BridgeException>();
        var options = new PythonListenerOptions
        {
            Connection = new() { Connection = new() { AllowLegacyMd5 = false } },
            ClientRefused = refused.SetResult,
        };
        await using var listener = PythonListener.Start(New("tcp"), Key, options);
        using var socket = await DialAsync(listener.Address);
        await using var stream = new NetworkStream(socket);

        var challenge = await ReadAsync(stream);
        await WriteAsync(stream, HMACMD5.HashData("secret"u8, challenge.AsSpan("#CHALLENGE#"u8.Length)));

        Assert.Equal("#FAILURE#"u8.ToArray(), await ReadAsync(stream));
        Assert.IsType<BridgeAuthenticationException>(await refused.Task);
    }

    [Fact]
    public async Task Half_a_message_breaks_the_connection_and_says_so()
    {
        await using var listener = PythonListener.Start(New("tcp"), null);
        using var socket = await DialAsync(listener.Address);
        await using var server = await listener.AcceptAsync(_token);

        await socket.SendAsync(new byte[] { 0, 0, 0, 9, 1, 2 }, _token);
        socket.Dispose();

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => server.TryReceiveBytesAsync(_token));
        Assert.Equal(
            $"The connection to {listener.Address} broke (it ended in the middle of a message); "
            + "messages under way may be lost.",
            error.Message);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task A_message_may_be_as_large_as_the_limit(int size, bool fits)
    {
        var options = new PythonConnectionOptions { Connection = new() { MaxFrameBytes = 1000 } };
        await using var listener = PythonListener.Start(New("tcp"), null);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, null, options, _token);
        await using var server = await listener.AcceptAsync(_token);

        await server.SendBytesAsync(new byte[size], _token);

        if (fits)
        {
            Assert.Equal(size, (await client.ReceiveBytesAsync(_token)).Length);
        }
        else
        {
            var error = await Assert.ThrowsAsync<BridgeProtocolException>(() => client.ReceiveBytesAsync(_token));
            Assert.Contains("1001 bytes, and the limit is 1000", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_or_written_leaves_the_connection_usable()
    {
        await using var listener = PythonListener.Start(New("tcp"), null);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, null, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);

        await server.SendBytesAsync("no pickle"u8.ToArray(), _token);
        await server.SendAsync("text", _token);
        await Assert.ThrowsAsync<PicklingException>(() => server.SendAsync(new object(), _token));
        await server.SendAsync(3, _token);

        await Assert.ThrowsAsync<UnpicklingException>(() => client.ReceiveAsync<int>(_token));
        await Assert.ThrowsAsync<InvalidCastException>(() => client.ReceiveAsync<int>(_token));
        Assert.Equal(3, await client.ReceiveAsync<int>(_token));
    }

    [Fact]
    public async Task A_listener_that_wants_a_key_is_recognized_by_a_client_without_one()
    {
        await using var listener = PythonListener.Start(New("tcp"), Key);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, null, cancellationToken: _token);

        var error = await Assert.ThrowsAsync<BridgeAuthenticationException>(() => client.ReceiveAsync<int>(_token));

        Assert.Contains("asks for an authkey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Senders_may_be_many_and_no_message_is_torn()
    {
        await using var listener = PythonListener.Start(New("tcp"), Key);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);

        var sending = Task.WhenAll(Enumerable.Range(1, 50)
            .Select(n => Task.Run(() => client.SendBytesAsync(Enumerable.Repeat((byte)n, n * 2000).ToArray(), _token), _token)));
        for (var i = 0; i < 50; i++)
        {
            var message = await server.ReceiveBytesAsync(_token);
            Assert.Equal(message[0] * 2000, message.Length);
            Assert.All(message, item => Assert.Equal(message[0], item));
        }

        await sending;
    }

    [Fact]
    public async Task A_canceled_receive_loses_nothing()
    {
        await using var listener = PythonListener.Start(New("tcp"), Key);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);
        await using var server = await listener.AcceptAsync(_token);
        using var cancel = new CancellationTokenSource();

        var receiving = client.ReceiveAsync<int>(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        await server.SendAsync(5, _token);

        Assert.Equal(5, await client.ReceiveAsync<int>(_token));
    }

    [Fact]
    public async Task A_canceled_accept_loses_no_client()
    {
        await using var listener = PythonListener.Start(New("tcp"), Key);
        using var cancel = new CancellationTokenSource();

        var accepting = listener.AcceptAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
        await using var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token);

        await using var server = await listener.AcceptAsync(_token);
    }

    [Fact]
    public async Task Disposal_wakes_who_waits_and_removes_the_file()
    {
        var address = New("file");
        var listener = PythonListener.Start(address, Key);
        Assert.True(Path.Exists(address.Path));
        var waiting = await PythonConnection.ConnectAsync(address, Key, cancellationToken: _token);
        var server = await listener.AcceptAsync(_token);
        var notAccepted = await PythonConnection.ConnectAsync(address, Key, cancellationToken: _token);
        var receiving = server.ReceiveAsync<int>(_token);
        using var silent = await DialAsync(address);

        await listener.DisposeAsync();
        await listener.DisposeAsync();

        Assert.False(Path.Exists(address.Path));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => listener.AcceptAsync(_token));
        var end = await Record.ExceptionAsync(async () => Assert.False((await notAccepted.TryReceiveAsync<int>(_token)).Received));
        Assert.True(end is null or BridgeConnectionException, end?.Message); // a reset, if its last word was not read yet
        await waiting.SendAsync(1, _token); // accepted connections live on
        Assert.Equal(1, await receiving);

        receiving = server.ReceiveAsync<int>(_token);
        await server.DisposeAsync();
        await Assert.ThrowsAsync<BridgeConnectionException>(() => receiving);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.ReceiveAsync<int>(_token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.SendAsync(1, _token));
        await waiting.DisposeAsync();
        await notAccepted.DisposeAsync();
    }

    [Fact]
    public async Task Disposal_ends_an_accept_that_waits()
    {
        var listener = PythonListener.Start(New("tcp"), Key);
        var accepting = listener.AcceptAsync(_token);

        await listener.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting);
    }

    [Fact]
    public async Task Without_an_address_the_place_is_private_and_removed_at_the_end()
    {
        var listener = PythonListener.Start(null, Key);
        await using (var client = await PythonConnection.ConnectAsync(listener.Address, Key, cancellationToken: _token))
        {
            var folder = Path.GetDirectoryName(listener.Address.Path);
            if (folder is not null && !OperatingSystem.IsWindows())
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            }

            await listener.DisposeAsync();
            Assert.False(Path.Exists(folder));
        }
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named()
    {
        await using var first = PythonListener.Start(New("tcp"), Key);
        var file = Path.Combine(_folder.FullName, "s");
        await File.WriteAllTextAsync(file, "not a socket", _token);

        var port = Assert.Throws<BridgeConnectionException>(() => PythonListener.Start(first.Address, Key));
        var path = Assert.Throws<BridgeConnectionException>(() => PythonListener.Start(ManagerAddress.UnixSocket(file), Key));
        var foreign = Assert.Throws<BridgeConnectionException>(() => PythonListener.Start(ManagerAddress.Tcp("192.0.2.1", 0), Key));
        var missing = Assert.Throws<BridgeConnectionException>(
            () => PythonListener.Start(ManagerAddress.UnixSocket(Path.Combine(_folder.FullName, "no", "s")), Key));
        Assert.Throws<PlatformNotSupportedException>(() => PythonListener.Start(ManagerAddress.NamedPipe("p"), Key));

        Assert.Equal($"Something listens at {first.Address} already; choose another port, or 0 for any.", port.Message);
        Assert.Equal($"{file} exists already; remove it if no program listens there, or choose another.", path.Message);
        Assert.StartsWith("tcp://192.0.2.1:0 is no address of this machine", foreign.Message, StringComparison.Ordinal);
        Assert.StartsWith("Cannot listen at ", missing.Message, StringComparison.Ordinal);
        Assert.Equal("not a socket", await File.ReadAllTextAsync(file, _token));
    }

    private ManagerAddress New(string family) => family switch
    {
        "tcp" => ManagerAddress.Tcp("127.0.0.1", 0),
        "file" => ManagerAddress.UnixSocket(Path.Combine(_folder.FullName, "s")),
        _ => ManagerAddress.AbstractSocket($"bridge-{Guid.NewGuid():N}"),
    };

    private async Task<Socket> DialAsync(ManagerAddress address)
    {
        if (address.Family == ManagerAddressFamily.Tcp)
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await tcp.ConnectAsync(address.Host!, address.Port, _token);
            return tcp;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Path!), _token);
        return socket;
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        var header = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(header, _token);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        await stream.ReadExactlyAsync(body, _token);
        return body;
    }

    private async Task WriteAsync(NetworkStream stream, byte[] body)
    {
        var frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, sizeof(int));
        await stream.WriteAsync(frame, _token);
    }
}
