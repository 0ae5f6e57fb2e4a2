using System.Security.Cryptography;

namespace Bridge.Connections;

/// <summary>The challenges of the authkey handshake, and their answers.</summary>
/// <remarks>
/// A message is what follows <c>#CHALLENGE#</c>. See Lib/multiprocessing/connection.py, <c>answer_challenge</c> and
/// <c>deliver_challenge</c>: 3.11 and older know 20 bytes answered with a bare HMAC-MD5, 3.12 and newer tag both
/// with <c>{digest}</c>. The HMAC always covers the tag of the challenge.
/// </remarks>
internal static class Challenge
{
    internal const int MinMessageBytes = 20;
    private const int LegacyAnswerBytes = 16;
    private const int RandomBytes = 40;
    private const int MaxDigestNameBytes = 8;

    private static ReadOnlySpan<byte> UniversalPrefix => "{sha256}"u8;

    /// <summary>A challenge that every CPython can answer: legacy ones take all 48 bytes as the message of an HMAC-MD5.</summary>
    internal static byte[] CreateUniversal() => [.. UniversalPrefix, .. RandomNumberGenerator.GetBytes(RandomBytes)];

    /// <summary>Whether an answer to this message is a bare HMAC-MD5. The length decides before the tag does.</summary>
    internal static bool IsLegacy(ReadOnlySpan<byte> message) => message.Length is MinMessageBytes or LegacyAnswerBytes;

    /// <summary>Answers a challenge as CPython does.</summary>
    /// <exception cref="BridgeAuthenticationException">It is too short, or asks for a digest that is refused.</exception>
    internal static byte[] Answer(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, bool allowLegacyMd5 = true)
    {
        if (message.Length < MinMessageBytes)
        {
            throw new BridgeAuthenticationException(
                $"The other side sent a challenge of {message.Length} bytes; {MinMessageBytes} are the least.");
        }

        if (IsLegacy(message))
        {
            return Compute(Digest.Md5, key, message, allowLegacyMd5);
        }

        var (digest, tag) = ReadTag(message);
        return digest is null
            ? throw new BridgeAuthenticationException(
                "The other side asks for a digest that is unknown here; md5, sha256, sha384, sha3_256 and sha3_384 are known.")
            : [.. message[..tag], .. Compute(digest.Value, key, message, allowLegacyMd5)];
    }

    /// <summary>Whether this is the right answer to our own challenge. Compares in constant time.</summary>
    internal static bool Verify(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> answer, bool allowLegacyMd5 = true)
    {
        var (digest, tag) = IsLegacy(answer) ? (Digest.Md5, 0) : ReadTag(answer);
        if (digest is null || !IsUsable(digest.Value, allowLegacyMd5))
        {
            return false;
        }

        var expected = Compute(digest.Value, key, message, allowLegacyMd5);
        return CryptographicOperations.FixedTimeEquals(expected, answer[tag..]);
    }

    private static (Digest? Digest, int TagBytes) ReadTag(ReadOnlySpan<byte> message)
    {
        var close = message is [(byte)'{', ..]
            ? message[..Math.Min(message.Length, MaxDigestNameBytes + 2)].IndexOf((byte)'}')
            : -1;

        return close < 0 ? (null, 0) : (ReadName(message[1..close]), close + 1);
    }

    private static Digest? ReadName(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("md5"u8) => Digest.Md5,
        _ when name.SequenceEqual("sha256"u8) => Digest.Sha256,
        _ when name.SequenceEqual("sha384"u8) => Digest.Sha384,
        _ when name.SequenceEqual("sha3_256"u8) => Digest.Sha3With256,
        _ when name.SequenceEqual("sha3_384"u8) => Digest.Sha3With384,
        _ => null,
    };

    private static bool IsUsable(Digest digest, bool allowLegacyMd5) => digest switch
    {
        Digest.Md5 => allowLegacyMd5,
        Digest.Sha3With256 => HMACSHA3_256.IsSupported,
        Digest.Sha3With384 => HMACSHA3_384.IsSupported,
        _ => true,
    };

    private static byte[] Compute(
        Digest digest, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, bool allowLegacyMd5)
    {
        if (!IsUsable(digest, allowLegacyMd5))
        {
            throw new BridgeAuthenticationException(digest == Digest.Md5
                ? "The other side asks for HMAC-MD5, which AllowLegacyMd5 = false refuses; use CPython 3.12 or newer there."
                : "The other side asks for a SHA-3 digest, which this system does not have.");
        }

        try
        {
            return digest switch
            {
#pragma warning disable CA5351 // CPython 3.11 and older have nothing else; AllowLegacyMd5 refuses it.
                Digest.Md5 => HMACMD5.HashData(key, message),
#pragma warning restore CA5351
                Digest.Sha256 => HMACSHA256.HashData(key, message),
                Digest.Sha384 => HMACSHA384.HashData(key, message),
                Digest.Sha3With256 => HMACSHA3_256.HashData(key, message),
                _ => HMACSHA3_384.HashData(key, message),
            };
        }
        catch (CryptographicException)
        {
            // A system in FIPS mode has the class but refuses the work.
            throw new BridgeAuthenticationException(
                $"This system refuses to compute HMAC-{digest}; with MD5 (CPython 3.11 and older) that is its FIPS mode.");
        }
    }

    private enum Digest
    {
        Md5,
        Sha256,
        Sha384,
        Sha3With256,
        Sha3With384,
    }
}
