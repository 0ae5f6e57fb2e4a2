using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Connections.Transports;

/// <summary>TCP over IPv4, which is all that CPython managers speak.</summary>
/// <remarks>
/// CPython leaves Nagle's algorithm on, so the second of two replies under way waits for our ACK, and ACKs are
/// delayed by 40 ms. On Linux quick ACKs are asked for after each receive (the kernel forgets it), on Windows once.
/// </remarks>
internal sealed class TcpTransport : SocketTransport
{
    private const int IpProtoTcp = 6;
    private const int TcpQuickAck = 12;
    private const int SioTcpSetAckFrequency = unchecked((int)0x98000017);

    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private bool _rearmsQuickAck = OperatingSystem.IsLinux();

    private TcpTransport(Socket socket, bool blocks)
        : base(socket, blocks) => RearmQuickAck();

    /// <summary>Resolves the host to IPv4 and connects; dials again when the server stays silent.</summary>
    /// <remarks>
    /// While the backlog of a listener (16 before CPython 3.13) is full, Linux completes the connection on our side only,
    /// may forget it on the other, and neither side is told. A manager speaks first, so silence shows it.
    /// </remarks>
    internal static async Task<Transport> ConnectAsync(
        ManagerAddress address, bool blocks, bool speaksFirst, ILogger logger, CancellationToken cancellationToken)
    {
        var resolving = ResolveAsync(address.Host!, cancellationToken);
        var addresses = blocks ? resolving.GetAwaiter().GetResult() : await resolving.ConfigureAwait(false);
        for (var patience = FirstPatience; ; patience *= 2)
        {
            var socket = await DialAsync(addresses, address.Port, blocks, cancellationToken).ConfigureAwait(false);
            var jittered = patience * (1 + (Random.Shared.NextDouble() / 2));
            if (!speaksFirst
                || patience > LastPatience
                || (blocks
                    ? BlockingSocket.Wait(socket, jittered, cancellationToken)
                    : await SpeaksAsync(socket, jittered, cancellationToken).ConfigureAwait(false)))
            {
                return new TcpTransport(socket, blocks);
            }

            socket.Dispose();
            Log.DialsAgain(logger, address);
        }
    }

    /// <summary>Takes over the socket of a client that dialled.</summary>
    internal static Transport Accepted(Socket socket)
    {
        socket.NoDelay = true;
        KeepAlive(socket);
        SetAckFrequency(socket);
        return new TcpTransport(socket, blocks: false);
    }

    private protected override void BeforeMore() => RearmQuickAck();

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
    }

    private static async Task<Socket> DialAsync(
        IPAddress[] addresses, int port, bool blocks, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            if (blocks)
            {
                BlockingSocket.Connect(socket, socket => socket.Connect(addresses, port), cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            }

            SetAckFrequency(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>False when nothing came in this time. What came, or why not, the handshake will find out.</summary>
    private static async Task<bool> SpeaksAsync(Socket socket, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            // Receiving nothing waits for something to receive.
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>A host that lost its power says nothing; some calls wait for as long as they like.</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private static void SetAckFrequency(Socket socket)
    {
        if (!OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            socket.IOControl(SioTcpSetAckFrequency, BitConverter.GetBytes(1), null);
        }
        catch (SocketException)
        {
            // An old Windows: slower bursts, nothing worse.
        }
    }

    private void RearmQuickAck()
    {
        if (!_rearmsQuickAck)
        {
            return;
        }

        try
        {
            var on = 1;
            Socket.SetRawSocketOption(
                IpProtoTcp, TcpQuickAck, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A sandbox without the option, or a connection that is being closed: the next receive will tell.
            _rearmsQuickAck = false;
        }
    }
}
