using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Connections;

/// <summary>The secret that both sides of a connection prove to hold; Python's <c>authkey</c>.</summary>
/// <remarks>
/// Immutable and thread-safe. Prints as <c>***</c> and compares in constant time. Whoever holds the key of a
/// manager can run code in it, so hand it over by standard input or a file, never on a command line.
/// </remarks>
[DebuggerDisplay("***")]
public sealed class AuthKey : IEquatable<AuthKey>
{
    private const int GeneratedBytes = 32;
    private readonly byte[] _bytes;

    /// <summary>Copies the bytes of a key. Python allows any length, also none.</summary>
    /// <param name="key">The bytes, as in Python's <c>authkey=b'…'</c>.</param>
    public AuthKey(ReadOnlySpan<byte> key) => _bytes = key.ToArray();

    /// <summary>The raw key, for HMAC only.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The key <c>text.encode()</c>: UTF-8, as Python programs write it.</summary>
    /// <param name="text">The text of the key.</param>
    public static AuthKey FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AuthKey(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The key <c>bytes.fromhex(hex)</c>.</summary>
    /// <param name="hex">An even number of hexadecimal digits.</param>
    /// <exception cref="FormatException">It is something else. The message does not repeat it.</exception>
    public static AuthKey FromHex(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        var bytes = new byte[hex.Length / 2];
        var status = Convert.FromHexString(hex, bytes, out _, out _);
        return status == System.Buffers.OperationStatus.Done
            ? new AuthKey(bytes)
            : throw new FormatException("The authkey is not an even number of hexadecimal digits.");
    }

    /// <summary>A new key of 32 random bytes.</summary>
    public static AuthKey Generate() => new(RandomNumberGenerator.GetBytes(GeneratedBytes));

    /// <inheritdoc/>
    public bool Equals(AuthKey? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AuthKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>The key itself, in a new array. Whoever has it may run code in the manager: keep it out of logs.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>The key as hexadecimal digits, to hand it to a child process.</summary>
    internal string ToHex() => Convert.ToHexStringLower(_bytes);
}
