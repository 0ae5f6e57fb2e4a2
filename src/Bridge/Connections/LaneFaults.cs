namespace Bridge.Connections;

/// <summary>What can end a <see cref="PipelinedLane"/>, in words.</summary>
internal static class LaneFaults
{
    internal static BridgeConnectionException Ended(ManagerAddress address) =>
        new($"The manager at {address} closed the connection; whether it did the last call is unknown.");

    internal static BridgeConnectionException Unexpected(ManagerAddress address) =>
        new($"The manager at {address} ended the connection, or sent what nobody asked for; open a new one.");

    internal static BridgeConnectionException Closed(ManagerAddress address) =>
        new($"The connection to {address} was closed on our side.");

    internal static BridgeConnectionException Overdue(ManagerAddress address, TimeSpan limit) =>
        new($"The manager at {address} did not answer within {limit.TotalSeconds:0.###} s; it may still execute the call.");

    /// <summary>A fault for whatever went wrong.</summary>
    internal static BridgeException From(Exception error, ManagerAddress address) =>
        error as BridgeException
        ?? new BridgeConnectionException($"The connection to {address} failed ({error.Message}).", error);

    /// <summary>The fault, for calls that it hit by the way.</summary>
    internal static BridgeConnectionException OfOthers(BridgeException fault) => new(fault.Message, fault);
}
