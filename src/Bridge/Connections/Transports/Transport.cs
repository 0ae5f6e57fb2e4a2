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

    /// <summary>Whether a receive would return at once: with data, or because the other side is gone.</summary>
    internal abstract bool IsReadable();

    /// <summary>Sends one frame in one write. The caller keeps the frame.</summary>
    internal abstract ValueTask SendAsync(FrameBuffer frame, CancellationToken cancellationToken);

    /// <summary>Sends several frames back to back, in as few writes as is sensible. The caller keeps the frames.</summary>
    internal abstract ValueTask SendAsync(ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken);

    /// <summary>The next frame, or null when the other side closed the channel between two frames.</summary>
    internal abstract ValueTask<FrameBuffer?> ReceiveAsync(int maxBytes, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
