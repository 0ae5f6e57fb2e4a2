using Bridge.Connections;

namespace Bridge.TestUtilities;

/// <summary>What a <see cref="FakeManagerServer"/> listens on, and whom it plays.</summary>
public sealed record FakeManagerOptions
{
    /// <summary>TCP on 127.0.0.1, a socket file in a fresh folder (the default), or an abstract socket.</summary>
    public ManagerAddressFamily Family { get; init; } = ManagerAddressFamily.UnixSocket;

    /// <summary>The handshake; modern by default.</summary>
    public FakeHandshake Handshake { get; init; } = FakeHandshake.Modern;

    /// <summary>The authkey; <c>secret</c> by default.</summary>
    public ReadOnlyMemory<byte> Key { get; init; } = "secret"u8.ToArray();
}
