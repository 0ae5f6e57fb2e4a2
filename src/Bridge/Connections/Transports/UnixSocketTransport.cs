using System.Net.Sockets;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Connections.Transports;

/// <summary>Unix domain sockets, with a file or abstract.</summary>
internal sealed class UnixSocketTransport : SocketTransport
{
    private const int FirstPauseMilliseconds = 2;
    private const int LongestPauseMilliseconds = 64;

    private UnixSocketTransport(Socket socket, bool blocks)
        : base(socket, blocks)
    {
    }

    /// <summary>The address of a socket, with a file or abstract.</summary>
    internal static UnixDomainSocketEndPoint EndPointOf(ManagerAddress address) =>
        new(address.Family == ManagerAddressFamily.AbstractSocket ? "\0" + address.Path : address.Path!);

    /// <summary>Takes over the socket of a client that dialled.</summary>
    internal static Transport Accepted(Socket socket) => new UnixSocketTransport(socket, blocks: false);

    /// <summary>Connects; waits its turn while the backlog of the listener (16 before CPython 3.13) is full.</summary>
    internal static async Task<Transport> ConnectAsync(
        ManagerAddress address, bool blocks, ILogger logger, CancellationToken cancellationToken)
    {
        var endPoint = EndPointOf(address);
        for (var pause = FirstPauseMilliseconds; ; pause = Math.Min(pause * 2, LongestPauseMilliseconds))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                if (blocks)
                {
                    // A full backlog would hold a blocking connect for as long as it likes, and nothing would wake it.
                    socket.Blocking = false;
                    BlockingSocket.Connect(socket, socket => socket.Connect(endPoint), cancellationToken);
                }
                else
                {
                    await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
                }

                return new UnixSocketTransport(socket, blocks);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock)
            {
                // Unlike TCP, a Unix socket does not wait for a place in the backlog: the system answers EAGAIN.
                socket.Dispose();
                Log.BacklogIsFull(logger, address);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            // Jitter, so that a hundred clients do not come back at the same moment.
            var jittered = TimeSpan.FromMilliseconds(pause * (0.5 + Random.Shared.NextDouble()));
            if (blocks)
            {
                cancellationToken.WaitHandle.WaitOne(jittered);
                cancellationToken.ThrowIfCancellationRequested();
            }
            else
            {
                await Task.Delay(jittered, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
