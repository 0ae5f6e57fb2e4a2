using System.Diagnostics;
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

    // The other side takes what is sent as it comes: waking a thread for that takes longer than most of these waits.
    private static readonly TimeSpan WaitHere = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan WaitHereInAll = TimeSpan.FromMilliseconds(4);

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

    /// <summary>Sends what the system had no room for: a few milliseconds on this thread, then on another.</summary>
    internal static Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        return SendRestAsync(socket, SendUntilFull, cancellationToken);

        bool SendUntilFull()
        {
            while (bytes.Length > 0)
            {
                var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
                if (error != SocketError.Success)
                {
                    ThrowUnlessFull(error);
                    return false;
                }

                bytes = bytes[sent..];
            }

            return true;
        }
    }

    /// <summary>Sends a frame whose operands are elsewhere; what the system has no room for, as the other does.</summary>
    internal static Task SendAsync(
        Socket socket, OutgoingOperands operands, ReadOnlyMemory<byte> own, CancellationToken cancellationToken)
    {
        operands.Rewind();
        return SendUntilFull() ? Task.CompletedTask : SendRestAsync(socket, SendUntilFull, cancellationToken);

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

    private static Task SendRestAsync(Socket socket, Func<bool> sendUntilFull, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WaitHereInAll && socket.Poll(WaitHere, SelectMode.SelectWrite))
        {
            if (sendUntilFull())
            {
                return Task.CompletedTask;
            }
        }

        return DedicatedThread.RunAsync(() =>
        {
            do
            {
                Wait(socket, SelectMode.SelectWrite, cancellationToken);
            }
            while (!sendUntilFull());
            return Task.CompletedTask;
        });
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
