namespace Bridge.TestUtilities;

/// <summary>Which CPython a <see cref="FakeManagerServer"/> plays in the handshake.</summary>
public enum FakeHandshake
{
    /// <summary>3.12 and newer: <c>{sha256}</c> challenges and tagged answers.</summary>
    Modern,

    /// <summary>3.11 and older: 20 random bytes, answered with a bare HMAC-MD5.</summary>
    Legacy,
}
