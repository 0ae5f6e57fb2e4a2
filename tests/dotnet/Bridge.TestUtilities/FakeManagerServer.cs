using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bridge.Connections;

namespace Bridge.TestUtilities;

/// <summary>A server that plays a CPython manager by a script, for what a real one does not do on demand.</summary>
/// <remarks>Each connection runs the script on its own. Disposing ends all and rethrows what a script threw.</remarks>
public sealed class FakeManagerServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _scripts = [];
    private readonly Socket _listener;
    private readonly string? _folder;
    private readonly FakeManagerOptions _options;
    private readonly Func<FakeManagerConnection, Task> _script;
    private readonly Task _accepting;
    private int _connectionCount;

    private FakeManagerServer(
        Socket listener, string? folder, ManagerAddress address, FakeManagerOptions options,
        Func<FakeManagerConnection, Task> script)
    {
        _listener = listener;
        _folder = folder;
        _options = options;
        _script = script;
        Address = address;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public ManagerAddress Address { get; }

    /// <summary>The right key for it.</summary>
    public AuthKey AuthKey => new(_options.Key.Span);

    /// <summary>How many connections it has accepted so far.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>Starts a server whose script gets each connection untouched, before the handshake.</summary>
    public static FakeManagerServer Start(
        Func<FakeManagerConnection, Task> script, FakeManagerOptions? options = null)
    {
        options ??= new FakeManagerOptions();
        var name = $"bridge-{Guid.NewGuid():N}";
        switch (options.Family)
        {
            case ManagerAddressFamily.Tcp:
                var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                var port = ((IPEndPoint)tcp.LocalEndPoint!).Port;
                return Listen(tcp, null, ManagerAddress.Tcp("127.0.0.1", port), options, script);

            case ManagerAddressFamily.AbstractSocket:
                var hidden = BindUnix("\0" + name);
                return Listen(hidden, null, ManagerAddress.AbstractSocket(name), options, script);

            case ManagerAddressFamily.UnixSocket:
                var folder = Directory.CreateTempSubdirectory("bridge-").FullName;
                var path = Path.Combine(folder, "s");
                return Listen(BindUnix(path), folder, ManagerAddress.UnixSocket(path), options, script);

            default:
                throw new NotSupportedException($"{options.Family} cannot be faked.");
        }
    }

    /// <summary>Starts a server that does the handshake and answers each frame; a null answer closes the connection.</summary>
    public static FakeManagerServer Answering(Func<byte[], byte[]?> answer, FakeManagerOptions? options = null) =>
        AnsweringLater(request => Task.FromResult(answer(request)), options);

    /// <summary>As <see cref="Answering"/>, with answers that take their time.</summary>
    public static FakeManagerServer AnsweringLater(
        Func<byte[], Task<byte[]?>> answer, FakeManagerOptions? options = null) =>
        Start(connection => AnswerAllAsync(connection, answer), options);

    /// <summary>Closes everything, then throws what a script threw for other reasons than a client that went away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        try
        {
            await _accepting;
            await Task.WhenAll(_scripts);
        }
        finally
        {
            _stopping.Dispose();
            if (_folder is not null)
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    private static FakeManagerServer Listen(
        Socket listener, string? folder, ManagerAddress address, FakeManagerOptions options,
        Func<FakeManagerConnection, Task> script)
    {
        const int Backlog = 128;

        listener.Listen(Backlog);
        return new FakeManagerServer(listener, folder, address, options, script);
    }

    private static Socket BindUnix(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task AnswerAllAsync(FakeManagerConnection connection, Func<byte[], Task<byte[]?>> answer)
    {
        if (!await connection.HandshakeAsync())
        {
            return;
        }

        while (await connection.ReceiveAsync() is { } request && await answer(request) is { } reply)
        {
            await connection.SendAsync(reply);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stopping.Token);
                var number = Interlocked.Increment(ref _connectionCount);
                _scripts.Add(RunAsync(new FakeManagerConnection(socket, number, _options, _stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server is being disposed.
        }
    }

    private async Task RunAsync(FakeManagerConnection connection)
    {
        await Task.Yield();
        using (connection)
        {
            try
            {
                await _script(connection);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client is gone, or the server is being disposed.
            }
        }
    }
}
