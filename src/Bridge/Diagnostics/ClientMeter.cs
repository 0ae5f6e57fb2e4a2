namespace Bridge.Diagnostics;

/// <summary>What is measured of one client. Thread-safe.</summary>
internal sealed class ClientMeter
{
    private readonly Func<int> _proxies;
    private readonly KeyValuePair<string, object?>[] _sent;
    private readonly KeyValuePair<string, object?>[] _received;
    private long _connections;
    private long _lanes;

    /// <summary>Creates it; <see cref="Observed{T}.Add"/> lets it be seen.</summary>
    /// <param name="address">The host, or what is dialled instead of one.</param>
    /// <param name="port">The TCP port; 0 when there is none.</param>
    /// <param name="proxies">Counts the references that are held.</param>
    internal ClientMeter(string address, int port, Func<int> proxies)
    {
        _proxies = proxies;
        Tags = port == 0
            ? [new(TelemetryTags.ServerAddress, address)]
            : [new(TelemetryTags.ServerAddress, address), new(TelemetryTags.ServerPort, port)];
        _sent = [.. Tags, new(TelemetryTags.IODirection, "transmit")];
        _received = [.. Tags, new(TelemetryTags.IODirection, "receive")];
    }

    /// <summary>Which manager.</summary>
    internal KeyValuePair<string, object?>[] Tags { get; }

    internal long Connections => Interlocked.Read(ref _connections);

    internal long Lanes => Interlocked.Read(ref _lanes);

    internal long Proxies => _proxies();

    internal void ConnectionOpened() => Interlocked.Increment(ref _connections);

    internal void LaneOpened() => Interlocked.Increment(ref _lanes);

    internal void ConnectionClosed(bool wasLane)
    {
        Interlocked.Decrement(ref _connections);
        if (wasLane)
        {
            Interlocked.Decrement(ref _lanes);
        }
    }

    /// <summary>Counts a frame that was sent. To be asked only when somebody listens.</summary>
    internal void Sent(long bytes) => Instruments.IO.Add(bytes, _sent);

    /// <summary>Counts a frame that was received. To be asked only when somebody listens.</summary>
    internal void Received(long bytes) => Instruments.IO.Add(bytes, _received);
}
