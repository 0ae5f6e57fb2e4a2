using System.Net;
using System.Net.Sockets;

namespace Bridge.Connections.Transports;

/// <summary>Listens at a TCP port or a Unix socket, and removes the socket's file when it is disposed.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SocketListener : IDisposable
{
    private readonly Socket _socket;
    private int _isDisposed;

    private SocketListener(Socket socket, ManagerAddress address)
    {
        _socket = socket;
        Address = address;
    }

    /// <summary>Where it listens; a port that the system chose is known here.</summary>
    internal ManagerAddress Address { get; }

    /// <summary>Binds and listens.</summary>
    /// <param name="address">A port of this machine, 0 for any; or a socket, whose file must not exist.</param>
    /// <param name="backlog">How many clients may wait to be accepted.</param>
    /// <exception cref="BridgeConnectionException">The address is taken, is not of this machine, or is forbidden.</exception>
    /// <exception cref="PlatformNotSupportedException">A named pipe, or an abstract socket on another system than Linux.</exception>
    internal static SocketListener Start(ManagerAddress address, int backlog)
    {
        if (address.Family == ManagerAddressFamily.NamedPipe)
        {
            throw new PlatformNotSupportedException(
                $"{address} is a named pipe, at which nothing here can listen; use TCP or a Unix socket.");
        }

        if (address.Family == ManagerAddressFamily.AbstractSocket && !OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException(
                $"{address} is an abstract socket, which only Linux has; use a socket file or TCP here.");
        }

        Socket? socket = null;
        try
        {
            socket = Bind(address);
            socket.Listen(backlog);
            return new SocketListener(socket, Bound(socket, address));
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket?.Dispose();
            throw new BridgeConnectionException(Explain(address, e), e);
        }
    }

    /// <summary>The next client.</summary>
    /// <exception cref="SocketException">The system could not accept one: it has no descriptor left, say.</exception>
    internal async Task<Transport> AcceptAsync(CancellationToken cancellationToken)
    {
        var socket = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Address.Family == ManagerAddressFamily.Tcp
                ? TcpTransport.Accepted(socket)
                : UnixSocketTransport.Accepted(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // Before the socket is closed: afterwards somebody else may have made a new file there.
        if (Address.Family == ManagerAddressFamily.UnixSocket)
        {
            Remove(Address.Path!);
        }

        _socket.Dispose();
    }

    private static Socket Bind(ManagerAddress address)
    {
        var isTcp = address.Family == ManagerAddressFamily.Tcp;
        EndPoint endPoint = isTcp
            ? new IPEndPoint(Resolve(address.Host!), address.Port)
            : UnixSocketTransport.EndPointOf(address);
        var socket = isTcp
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress Resolve(string host) =>
        IPAddress.TryParse(host, out var literal)
            ? literal
            : Dns.GetHostAddresses(host, AddressFamily.InterNetwork) is [var first, ..]
                ? first
                : throw new SocketException((int)SocketError.NoData);

    private static ManagerAddress Bound(Socket socket, ManagerAddress address) =>
        socket.LocalEndPoint is IPEndPoint bound ? ManagerAddress.Tcp(address.Host!, bound.Port) : address;

    private static string Explain(ManagerAddress address, Exception error)
    {
        var code = (error as SocketException)?.SocketErrorCode;
        var isTcp = address.Family == ManagerAddressFamily.Tcp;
        return code switch
        {
            SocketError.AddressAlreadyInUse when isTcp =>
                $"Something listens at {address} already; choose another port, or 0 for any.",
            SocketError.AddressAlreadyInUse =>
                $"{address} exists already; remove it if no program listens there, or choose another.",
            SocketError.AddressNotAvailable when isTcp || Path.Exists(Path.GetDirectoryName(Path.GetFullPath(address.Path!))) =>
                $"{address} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all of its addresses.",
            SocketError.AccessDenied =>
                $"Listening at {address} was denied; choose a port from 1024 on, or a folder that you may write to.",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery =>
                $"The host '{address.Host}' is unknown, or has no IPv4 address; correct the address.",
            _ => $"Cannot listen at {address} ({ConnectErrors.Reason(error)}); correct the address.",
        };
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody removed the folder, or the right to: nothing is left that we could do.
        }
    }
}
