namespace Bridge.TestUtilities;

/// <summary>Where a connection is cut.</summary>
public enum Cut
{
    /// <summary>At once, whatever is under way.</summary>
    Now,

    /// <summary>Within the next bytes from the client: the server gets a part of a request.</summary>
    InRequest,

    /// <summary>Within the next bytes from the server: it did what was asked, and the client gets a part of the reply.</summary>
    InReply,
}
