using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>Tells when a referent is gone, and why most likely.</summary>
internal static class StaleProxies
{
    /// <summary>Refuses a call on another server process than the one that has the referent.</summary>
    /// <exception cref="StaleProxyException">The server was replaced.</exception>
    public static void ThrowIfReplaced(Token token, object? peer, ManagerAddress address)
    {
        if (token.Server is { } had && peer is ServerInfo now && !ReferenceEquals(had, now))
        {
            throw Replaced(token, now, address);
        }
    }

    public static StaleProxyException Replaced(Token token, ServerInfo now, ManagerAddress address) =>
        new($"The {token.TypeId} 0x{token.Id} is gone: the manager at {address} was restarted "
            + $"(it was {token.Server}, and is {now}). Create the object again, or get it again.", token.Id);

    public static StaleProxyException Gone(Token token, ManagerAddress address, Exception? cause = null) =>
        new($"The {token.TypeId} 0x{token.Id} is gone from the manager at {address}: most likely some program gave back "
            + "more references than it held. Create the object again, or get it again.", token.Id, cause);

    /// <summary>
    /// Whether a <c>#TRACEBACK</c> says that the server does not know an ident; the text is all there is.
    /// </summary>
    public static bool IsUnknownIdent(string? traceback, string ident) =>
        traceback?.TrimEnd().EndsWith($"KeyError: '{ident}'", StringComparison.Ordinal) == true;
}
