namespace Bridge.Manager;

/// <summary>How a <see cref="ManagerClient"/> stands with its server.</summary>
public enum ManagerClientState
{
    /// <summary>The last connection that was opened or used is fine.</summary>
    Connected,

    /// <summary>A connection broke; the next call opens another.</summary>
    Disconnected,

    /// <summary>The client was disposed.</summary>
    Disposed,
}
