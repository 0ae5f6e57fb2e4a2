namespace Bridge.Manager;

/// <summary>What a server is doing at one moment; two of them give rates.</summary>
/// <param name="Server">The server process.</param>
/// <param name="Elapsed">How long the server took to tell, the way included.</param>
/// <param name="ProcessorTime">What the server process has used since it began; null when it did not tell.</param>
/// <param name="MemoryBytes">Its resident memory; null elsewhere than on Linux.</param>
/// <param name="Objects">Every object with a reference, by ident.</param>
/// <param name="Connections">
/// The connections that last, by name, those of this client among them; null when the server did not tell.
/// </param>
public sealed record ServerSample(
    ServerInfo Server,
    TimeSpan Elapsed,
    TimeSpan? ProcessorTime,
    long? MemoryBytes,
    IReadOnlyList<SampledObject> Objects,
    IReadOnlyList<ServerConnection>? Connections);
