using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    private bool _rearmsQuickAck = OperatingSystem.IsLinux();

    private TcpTransport(Socket socket)
        : base(socket) => RearmQuickAck();

    /// <summary>Resolves the host to IPv4 and connects.</summary>
    internal static async Task<Transport> ConnectAsync(ManagerAddress address, CancellationToken cancellationToken)
    {
        var host = address.Host!;
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.NoData);
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, address.Port, cancellationToken).ConfigureAwait(false);
            SetAckFrequency(socket);
            return new TcpTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private protected override async ValueTask<int> ReceiveSomeAsync(
        Memory<byte> target, CancellationToken cancellationToken)
    {
        var received = await base.ReceiveSomeAsync(target, cancellationToken).ConfigureAwait(false);
        RearmQuickAck();
        return received;
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
