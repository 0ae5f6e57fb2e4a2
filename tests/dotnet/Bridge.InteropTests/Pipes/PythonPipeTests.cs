using Bridge.Connections;
using Bridge.Pipes;

namespace Bridge.InteropTests.Pipes;

/// <summary>Plain pipes with the <c>Listener</c> and <c>Client</c> of genuine CPythons, in both roles.</summary>
public sealed class PythonPipeTests : IDisposable
{
    private const string Client = """
        import ast, sys
        from multiprocessing.connection import Client

        def connect(address, key):
            return Client(ast.literal_eval(address), authkey=key)

        """;

    private const string Listener = """
        import ast, sys
        from multiprocessing.connection import Listener

        def listen(address, key):
            listener = Listener(ast.literal_eval(address), authkey=key)
            print(repr(listener.address))
            return listener

        """;

    /// <summary>Sends back what comes, until the other side closes.</summary>
    private const string Echo = """
        def echo(connection):
            try:
                while True:
                    kind = connection.recv()
                    if kind == 'bytes':
                        connection.send_bytes(connection.recv_bytes())
                    else:
                        connection.send(connection.recv())
            except EOFError:
                print('EOF')

        """;

    private static readonly AuthKey Key = AuthKey.FromString("secret");
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-");

    /// <summary>The oldest, the last with the old handshake, the first with the new one, and the newest.</summary>
    public static TheoryData<TestPython> Pythons =>
    [
        .. new[]
        {
            TestPythons.All[0],
            TestPythons.All.LastOrDefault(python => python.Version < new Version(3, 12)) ?? TestPythons.All[0],
            TestPythons.All.FirstOrDefault(python => python.Version >= new Version(3, 12)) ?? TestPythons.All[^1],
            TestPythons.All[^1],
        }.Distinct(),
    ];

    private static TestPython Newest => TestPythons.All[^1];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_client_of_Python_talks_with_our_listener(TestPython python)
    {
        foreach (var (address, key) in new[]
        {
            (ManagerAddress.Tcp("127.0.0.1", 0), Key),
            (ManagerAddress.UnixSocket(Path.Combine(_folder.FullName, "s")), Key),
            (ManagerAddress.Tcp("127.0.0.1", 0), null),
        })
        {
            await using var listener = PythonListener.Start(address, key);
            await using var script = PythonScript.Start(
                python.Path,
                Client + Echo + $"echo(connect(sys.argv[1], {(key is null ? "None" : "b'secret'")}))",
                Literal(listener.Address));
            var connection = await listener.AcceptAsync(_token);

            await TalkAsync(connection);
            await connection.DisposeAsync();

            Assert.Equal("EOF", await script.ReadLineAsync(_token));
        }
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Pythons))]
    public async Task We_talk_with_a_listener_of_Python(TestPython python)
    {
        foreach (var (address, key) in new[]
        {
            ("('127.0.0.1', 0)", Key),
            ($"'{Path.Combine(_folder.FullName, "s")}'", Key),
            ("('127.0.0.1', 0)", null),
        })
        {
            await using var script = PythonScript.Start(
                python.Path,
                Listener + Echo + $"echo(listen(sys.argv[1], {(key is null ? "None" : "b'secret'")}).accept())",
                address);
            var bound = Parse(await script.ReadLineAsync(_token));
            var connection = await PythonConnection.ConnectAsync(bound, key, cancellationToken: _token);

            await TalkAsync(connection);
            await connection.DisposeAsync();

            Assert.Equal("EOF", await script.ReadLineAsync(_token));
        }
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_wrong_key_is_refused_by_both_sides(TestPython python)
    {
        var refused = new TaskCompletionSource<BridgeException>();
        await using var listener = PythonListener.Start(
            ManagerAddress.Tcp("127.0.0.1", 0), Key, new PythonListenerOptions { ClientRefused = refused.SetResult });
        await using var client = PythonScript.Start(
            python.Path,
            Client + """
            try:
                connect(sys.argv[1], b'another')
            except Exception as error:
                print(type(error).__name__, error)
            """,
            Literal(listener.Address));

        Assert.Equal("AuthenticationError digest sent was rejected", await client.ReadLineAsync(_token));
        Assert.IsType<BridgeAuthenticationException>(await refused.Task);

        await using var server = PythonScript.Start(
            python.Path,
            Listener + """
            listener = listen(sys.argv[1], b'another')
            try:
                listener.accept()
            except Exception as error:
                print(type(error).__name__, error)
            """,
            "('127.0.0.1', 0)");
        var address = Parse(await server.ReadLineAsync(_token));

        await Assert.ThrowsAsync<BridgeAuthenticationException>(
            () => PythonConnection.ConnectAsync(address, Key, cancellationToken: _token));
        Assert.StartsWith("AuthenticationError digest received was wrong", await server.ReadLineAsync(_token), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Sixty_four_MiB_go_each_way_and_the_last_of_them_arrive_although_we_close_at_once()
    {
        const int Size = 64 * 1024 * 1024;
        await using var listener = PythonListener.Start(null, Key);
        await using var script = PythonScript.Start(
            Newest.Path,
            Client + """
            connection = connect(sys.argv[1], b'secret')
            large = connection.recv()
            assert type(large) is bytes and large == bytes(range(256)) * (len(large) // 256)
            connection.send(large)
            raw = connection.recv_bytes()
            print(len(large), len(raw), raw[-1])
            """,
            Literal(listener.Address));
        var connection = await listener.AcceptAsync(_token);
        var large = new byte[Size];
        for (var i = 0; i < Size; i++)
        {
            large[i] = (byte)i;
        }

        await connection.SendAsync(large, _token);
        var back = await connection.ReceiveAsync<byte[]>(_token);
        await connection.SendBytesAsync(large, _token);
        await connection.DisposeAsync();

        Assert.True(large.AsSpan().SequenceEqual(back));
        Assert.Equal($"{Size} {Size} 255", await script.ReadLineAsync(_token));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("import struct; connection._send(struct.pack('!i', 100) + b'half')", false)]
    [InlineData("connection.send(1)", true)]
    public async Task A_Python_that_is_killed_is_told_from_one_that_was_cut_off_in_a_message(string sends, bool whole)
    {
        await using var listener = PythonListener.Start(ManagerAddress.Tcp("127.0.0.1", 0), Key);
        await using var script = PythonScript.Start(
            Newest.Path,
            Client + $"connection = connect(sys.argv[1], b'secret')\n{sends}\nprint('sent')\nsys.stdin.readline()",
            Literal(listener.Address));
        await using var connection = await listener.AcceptAsync(_token);
        await script.ReadLineAsync(_token);

        script.Kill();

        if (whole)
        {
            Assert.Equal((true, 1), await connection.TryReceiveAsync<int>(_token));
            Assert.Equal((false, 0), await connection.TryReceiveAsync<int>(_token));
        }
        else
        {
            var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => connection.ReceiveAsync<int>(_token));
            Assert.Contains("in the middle of a message", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Python_gets_its_EOFError_when_we_close()
    {
        await using var listener = PythonListener.Start(ManagerAddress.Tcp("127.0.0.1", 0), null);
        const string Receives = """
            try:
                connect(sys.argv[1], None).recv()
            except Exception as error:
                print(type(error).__name__)
            """;

        await using var first = PythonScript.Start(Newest.Path, Client + Receives, Literal(listener.Address));
        await (await listener.AcceptAsync(_token)).DisposeAsync();

        Assert.Equal("EOFError", await first.ReadLineAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_listener_of_Python_that_accepts_late_has_one_client_waiting_and_not_several()
    {
        await using var script = PythonScript.Start(
            Newest.Path,
            Listener + """
            listener = listen(sys.argv[1], b'secret')
            sys.stdin.readline()
            with listener.accept() as connection:
                print(connection.recv())
            import select
            print(select.select([listener._listener._socket], [], [], 0)[0])
            """,
            "('127.0.0.1', 0)");
        var address = Parse(await script.ReadLineAsync(_token));

        // Longer than what a manager, which speaks first, may stay silent before it is dialled again.
        var connecting = PythonConnection.ConnectAsync(address, Key, cancellationToken: _token);
        await Task.WhenAny(connecting, Task.Delay(TimeSpan.FromSeconds(1.7), _token));
        Assert.False(connecting.IsCompleted);
        await script.WriteLineAsync("");
        await using var connection = await connecting;
        await connection.SendAsync("late", _token);

        Assert.Equal("late", await script.ReadLineAsync(_token));
        Assert.Equal("[]", await script.ReadLineAsync(_token));
    }

    private async Task TalkAsync(PythonConnection connection)
    {
        await connection.SendAsync("object", _token);
        await connection.SendAsync(new Dictionary<string, object?> { ["a"] = new[] { 1, 2 }, ["b"] = null, ["c"] = 2.5 }, _token);
        var back = await connection.ReceiveAsync<Dictionary<string, object?>>(_token);
        Assert.Equal(2.5, back["c"]);
        Assert.Null(back["b"]);

        foreach (var size in new[] { 0, 1, 16_384, 16_385, 300_000 })
        {
            var bytes = Enumerable.Range(0, size).Select(n => (byte)n).ToArray();
            await connection.SendAsync("bytes", _token);
            await connection.SendBytesAsync(bytes, _token);
            Assert.Equal(bytes, await connection.ReceiveBytesAsync(_token));
        }
    }

    private static string Literal(ManagerAddress address) =>
        address.Family == ManagerAddressFamily.Tcp ? $"('{address.Host}', {address.Port})" : $"'{address.Path}'";

    private static ManagerAddress Parse(string literal) =>
        literal.StartsWith('(')
            ? ManagerAddress.Parse(literal.Trim('(', ')').Replace("'", "", StringComparison.Ordinal).Replace(", ", ":", StringComparison.Ordinal))
            : ManagerAddress.Parse(literal.Trim('\''));
}
