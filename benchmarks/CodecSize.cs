namespace Bridge.Benchmarks;

/// <summary>How many bytes the pickle of one case has.</summary>
internal sealed record CodecSize(string Case, int Python, int BridgeTyped, int BridgeUntyped);
