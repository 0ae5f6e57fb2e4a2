using Bridge.Connections;
using Microsoft.Extensions.Logging;

namespace Bridge.Diagnostics;

/// <summary>Everything that Bridge logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventIds.Connected, LogLevel.Debug,
        "Connected to {Address}; legacy handshake (CPython 3.11 or older): {IsLegacy}")]
    internal static partial void Connected(ILogger logger, ManagerAddress address, bool isLegacy);

    [LoggerMessage(EventIds.BacklogIsFull, LogLevel.Debug, "The backlog of {Address} is full; trying again")]
    internal static partial void BacklogIsFull(ILogger logger, ManagerAddress address);

    [LoggerMessage(EventIds.ConnectFailed, LogLevel.Debug, "Could not connect to {Address}: {Reason}")]
    internal static partial void ConnectFailed(ILogger logger, ManagerAddress address, string reason);

    [LoggerMessage(EventIds.ConnectionBroke, LogLevel.Debug, "The connection to {Address} broke: {Reason}")]
    internal static partial void ConnectionBroke(ILogger logger, ManagerAddress address, string reason);

    [LoggerMessage(EventIds.ConnectionClosed, LogLevel.Debug, "Closed a connection to {Address}")]
    internal static partial void ConnectionClosed(ILogger logger, ManagerAddress address);

    [LoggerMessage(EventIds.DialsAgain, LogLevel.Debug,
        "{Address} accepted a connection but stays silent; dialling again")]
    internal static partial void DialsAgain(ILogger logger, ManagerAddress address);
}
