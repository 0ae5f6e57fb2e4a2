using System.Security.Cryptography;
using Bridge.Connections;

namespace Bridge.Cli.Bench;

/// <summary>An authkey of one run, in the two forms that its processes need.</summary>
internal sealed class BenchKey
{
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(32);

    /// <summary>For our client.</summary>
    public AuthKey AuthKey => new(_bytes);

    /// <summary>For the standard input of a Python.</summary>
    public string Hex => Convert.ToHexStringLower(_bytes);

    /// <summary>For a handshake made by hand.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;
}
