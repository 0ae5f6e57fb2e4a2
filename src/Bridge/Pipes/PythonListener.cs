using System.Net.Sockets;
using System.Threading.Channels;
using Bridge.Connections;
using Bridge.Connections.Transports;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Pipes;

/// <summary>Waits for plain connections of Python programs: the <c>Listener</c> of <c>multiprocessing.connection</c>.</summary>
/// <remarks>
/// <para>
/// Thread-safe. Clients of CPython 3.6 and later connect with <c>Client(address, authkey=authkey)</c>. Handshakes run
/// beside each other, so a client that stays silent holds nobody up; whoever fails is refused and logged, and
/// <see cref="AcceptAsync"/> waits on.
/// </para>
/// <para>Disposal closes the listener, and the clients that nobody accepted; accepted connections live on.</para>
/// </remarks>
public sealed class PythonListener : IAsyncDisposable
{
    private const int Backlog = 128;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly SocketListener _listener;
    private readonly AuthKey? _authKey;
    private readonly PythonListenerOptions _options;
    private readonly string? _folder;
    private readonly ILogger _logger;
    private readonly Channel<PythonConnection> _ready = Channel.CreateUnbounded<PythonConnection>();
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _places;
    private readonly Task _accepting;
    private int _isDisposed;

    private PythonListener(SocketListener listener, AuthKey? authKey, PythonListenerOptions options, string? folder)
    {
        _listener = listener;
        _authKey = authKey;
        _options = options;
        _folder = folder;
        _logger = options.Connection.LoggerFactory.CreateLogger<PythonListener>();
        _places = new SemaphoreSlim(options.MaxWaitingClients, options.MaxWaitingClients);
        _accepting = AcceptAllAsync();
    }

    /// <summary>Where clients connect, with the port that the system chose.</summary>
    public ManagerAddress Address => _listener.Address;

    /// <summary>Starts to listen, as Python's <c>Listener(address, authkey=authkey)</c>.</summary>
    /// <param name="address">
    /// A port of this machine (0 for any), or a Unix socket whose file does not exist yet and is removed at the end. Null
    /// for a place that only this user can reach: a socket in a folder of its own; on Windows, a port of 127.0.0.1.
    /// </param>
    /// <param name="authKey">
    /// What clients must prove to hold, and see proved; null for no handshake at all: then everybody who reaches the
    /// address is let in.
    /// </param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="BridgeConnectionException">The address is taken, forbidden, or not of this machine.</exception>
    /// <exception cref="PlatformNotSupportedException">A named pipe, or an abstract socket elsewhere than on Linux.</exception>
    public static PythonListener Start(ManagerAddress? address, AuthKey? authKey, PythonListenerOptions? options = null)
    {
        options ??= PythonListenerOptions.Default;
        if (address is not null)
        {
            return new PythonListener(SocketListener.Start(address, Backlog), authKey, options, folder: null);
        }

        if (OperatingSystem.IsWindows())
        {
            return Start(ManagerAddress.Tcp("127.0.0.1", 0), authKey, options);
        }

        var folder = Directory.CreateTempSubdirectory("bridge-").FullName; // mode 0700
        try
        {
            var socket = ManagerAddress.UnixSocket(Path.Combine(folder, "listener"));
            return new PythonListener(SocketListener.Start(socket, Backlog), authKey, options, folder);
        }
        catch
        {
            Remove(folder);
            throw;
        }
    }

    /// <summary>The next client, after the handshake.</summary>
    /// <param name="cancellationToken">Cancels the wait; no client is lost by that.</param>
    /// <returns>A connection that the caller disposes.</returns>
    /// <exception cref="ObjectDisposedException">The listener was disposed, perhaps while this waited.</exception>
    public async Task<PythonConnection> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var connection = await _ready.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            _places.Release();
            return connection;
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PythonListener));
        }
    }

    /// <summary>Stops listening and removes the socket's file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _ready.Writer.TryComplete();
        while (_ready.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            _places.Release();
        }

        // Every handshake that still ran has ended when all places are free.
        for (var i = 0; i < _options.MaxWaitingClients; i++)
        {
            await _places.WaitAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
        if (_folder is not null)
        {
            Remove(_folder);
        }
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(_closing.Token).ConfigureAwait(false);
                try
                {
                    _ = WelcomeAsync(await _listener.AcceptAsync(_closing.Token).ConfigureAwait(false));
                }
                catch (SocketException e)
                {
                    _places.Release();
                    Log.AcceptFailed(_logger, Address, ConnectErrors.Reason(e));
                    await Task.Delay(PauseAfterFailure, _closing.Token).ConfigureAwait(false);
                }
                catch
                {
                    _places.Release();
                    throw;
                }
            }
        }
        catch (Exception e) when (_closing.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            // The listener is being disposed.
        }
    }

    private async Task WelcomeAsync(Transport transport)
    {
        try
        {
            var options = _options.Connection;
            var connection = await Connection.AcceptAsync(
                transport, Address, _authKey, options.Connection, _logger, _closing.Token).ConfigureAwait(false);
            var pipe = new PythonConnection(connection, options.Pickle, _authKey is not null);
            if (!_ready.Writer.TryWrite(pipe))
            {
                await pipe.DisposeAsync().ConfigureAwait(false);
                _places.Release();
            }
        }
        catch (Exception e)
        {
            // Whatever a stranger makes go wrong ends his connection, and not the listener.
            if (!_closing.IsCancellationRequested)
            {
                Report(e);
            }

            _places.Release();
        }
    }

    private void Report(Exception error)
    {
        Log.ClientRefused(_logger, Address, error.Message);
        try
        {
            if (error is BridgeException reason)
            {
                _options.ClientRefused?.Invoke(reason);
            }
        }
        catch (Exception e)
        {
            Log.RefusalHandlerFailed(_logger, e);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody removed it, as cleaners of /tmp do, or the right to: nothing is left that we could do.
        }
    }
}
