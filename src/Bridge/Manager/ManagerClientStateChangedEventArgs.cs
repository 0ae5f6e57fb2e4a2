namespace Bridge.Manager;

/// <summary>What happened between a <see cref="ManagerClient"/> and its server.</summary>
public sealed class ManagerClientStateChangedEventArgs : EventArgs
{
    internal ManagerClientStateChangedEventArgs(
        ManagerClientState state, ServerInfo? server, bool isRestart, string? reason)
    {
        State = state;
        Server = server;
        IsRestart = isRestart;
        Reason = reason;
    }

    /// <summary>The new state.</summary>
    public ManagerClientState State { get; }

    /// <summary>The server that was reached last.</summary>
    public ServerInfo? Server { get; }

    /// <summary>Whether another server process answers now: every proxy made before is stale.</summary>
    public bool IsRestart { get; }

    /// <summary>Why the connection broke; null otherwise.</summary>
    public string? Reason { get; }
}
