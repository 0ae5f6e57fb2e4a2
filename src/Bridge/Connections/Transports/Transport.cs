namespace Bridge.Connections.Transports;

/// <summary>Carries frames over one kind of channel.</summary>
/// <remarks>
/// One sender and one receiver at a time, each independent of the other. Errors come as the system reports them
/// (<see cref="System.Net.Sockets.SocketException"/>, <see cref="IOException"/>); <see cref="Connection"/> explains them.
/// </remarks>
internal abstract class Transport : IAsyncDisposable
{
    /// <summary>Whether a receive that was cut off leaves the stream inside a frame.</summary>
    internal abstract bool HasPartialFrame { get; }

    /// <summary>See <see cref="FrameReader.Placing"/>; a transport may ignore it.</summary>
    internal virtual Action<FrameBuffer, int>? Placing
    {
        set { }
    }

    /// <summary>Whether a receive would return at once: with data, or because the other side is gone.</summary>
    internal abstract bool IsReadable();

    /// <summary>Sends one frame in one write. The caller keeps the frame.</summary>
    internal abstract ValueTask SendAsync(FrameBuffer frame, CancellationToken cancellationToken);

    /// <summary>Sends several frames back to back, in as few writes as is sensible. The caller keeps the frames.</summary>
    internal abstract ValueTask SendAsync(ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken);

    /// <summary>The next frame, or null when the other side closed the channel between two frames.</summary>
    internal abstract ValueTask<FrameBuffer?> ReceiveAsync(int maxBytes, CancellationToken cancellationToken);

    /// <summary>Blocks until <see cref="Receive"/> would return at once; false when the time is up.</summary>
    /// <param name="time">How long at most.</param>
    /// <param name="moreIsDue">Whether the other side has more to send after what was received last.</param>
    internal abstract bool WaitForData(TimeSpan time, bool moreIsDue);

    /// <summary>As <see cref="ReceiveAsync"/>, but blocks. For a transport that was opened to block.</summary>
    internal abstract FrameBuffer? Receive(int maxBytes);

    public abstract ValueTask DisposeAsync();
}
