using System.Net.Sockets;

namespace Bridge.Connections.Transports;

/// <summary>Waits for a socket on the thread that asks, without the event loop that serves asynchronous calls.</summary>
/// <remarks>
/// A socket that was once used asynchronously is watched by that loop for good: each reply would wake a second thread.
/// So the sockets of lanes never are.
/// </remarks>
internal static class BlockingSocket
{
    // A wait that can be canceled looks at its token this often; only connecting and the handshake can be.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    /// <summary>Connects on this thread.</summary>
    internal static void Connect(Socket socket, Action<Socket> connect, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using (cancellationToken.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket))
        {
            try
            {
                connect(socket);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Blocks until the socket can be read or written.</summary>
    internal static void Wait(Socket socket, SelectMode mode, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            socket.Poll(Timeout.InfiniteTimeSpan, mode);
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        while (!socket.Poll(Slice, mode))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Blocks until the socket can be read; false when the time is up.</summary>
    internal static bool Wait(Socket socket, TimeSpan time, CancellationToken cancellationToken)
    {
        var end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (!socket.Poll(Slice, SelectMode.SelectRead))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Environment.TickCount64 >= end)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends what the system had no room for, on a thread of its own.</summary>
    internal static Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        DedicatedThread.RunAsync(() =>
        {
            while (bytes.Length > 0)
            {
                Wait(socket, SelectMode.SelectWrite, cancellationToken);
                var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
                if (error == SocketError.Success)
                {
                    bytes = bytes[sent..];
                }
                else
                {
                    ThrowUnlessFull(error);
                }
            }

            return Task.CompletedTask;
        });

    /// <summary>Sends a frame whose operands are elsewhere; what the system has no room for, on a thread of its own.</summary>
    internal static Task SendAsync(
        Socket socket, OutgoingOperands operands, ReadOnlyMemory<byte> own, CancellationToken cancellationToken)
    {
        operands.Rewind();
        if (SendUntilFull())
        {
            return Task.CompletedTask;
        }

        return DedicatedThread.RunAsync(() =>
        {
            do
            {
                Wait(socket, SelectMode.SelectWrite, cancellationToken);
            }
            while (!SendUntilFull());
            return Task.CompletedTask;
        });

        bool SendUntilFull()
        {
            SocketError error = default;
            int sent;
            do
            {
                sent = operands.Send(own, piece => socket.Send(piece.Span, SocketFlags.None, out error));
            }
            while (sent >= 0 && error == SocketError.Success);
            if (sent >= 0)
            {
                ThrowUnlessFull(error);
            }

            return sent < 0;
        }
    }

    /// <summary>Throws an error that is more than "not now".</summary>
    internal static void ThrowUnlessFull(SocketError error)
    {
        if (error != SocketError.WouldBlock)
        {
            throw new SocketException((int)error);
        }
    }
}
