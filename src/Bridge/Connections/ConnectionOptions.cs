namespace Bridge.Connections;

/// <summary>How connections to a manager are opened, and what they accept.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record ConnectionOptions
{
    private const int MinFrameBytes = 256;

    /// <summary>The defaults.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>How long connecting and the authkey handshake may take together.</summary>
    /// <value>10 seconds by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or longer than 24 days.</exception>
    public TimeSpan ConnectTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24));
            field = value;
        }
    }
    = TimeSpan.FromSeconds(10);

    /// <summary>Largest frame that is read, in bytes. A longer one fails before memory is allocated.</summary>
    /// <value>256 MiB by default; at most 2,147,483,647.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 256, which the handshake needs.</exception>
    public int MaxFrameBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinFrameBytes);
            field = value;
        }
    }
    = 256 * 1024 * 1024;

    /// <summary>Whether HMAC-MD5 is accepted in the handshake. CPython 3.11 and older have nothing else.</summary>
    /// <value>True by default.</value>
    public bool AllowLegacyMd5 { get; init; } = true;
}
