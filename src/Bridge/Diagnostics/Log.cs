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

    [LoggerMessage(EventIds.ClientRefused, LogLevel.Warning, "Refused a client of {Address}: {Reason}")]
    internal static partial void ClientRefused(ILogger logger, ManagerAddress address, string reason);

    [LoggerMessage(EventIds.AcceptFailed, LogLevel.Warning,
        "Could not accept a client of {Address}, trying again: {Reason}")]
    internal static partial void AcceptFailed(ILogger logger, ManagerAddress address, string reason);

    [LoggerMessage(EventIds.RefusalHandlerFailed, LogLevel.Error, "A handler of ClientRefused threw")]
    internal static partial void RefusalHandlerFailed(ILogger logger, Exception error);

    [LoggerMessage(EventIds.ClientCreated, LogLevel.Debug, "Client of the manager at {Address}")]
    internal static partial void ClientCreated(ILogger logger, ManagerAddress address);

    [LoggerMessage(EventIds.ReferenceNotReleased, LogLevel.Debug,
        "The reference to {Ident} was not given back, it leaks until the server ends: {Reason}")]
    internal static partial void ReferenceNotReleased(ILogger logger, string ident, string reason);

    [LoggerMessage(EventIds.StateChanged, LogLevel.Debug,
        "The client is {State} now; another server process answers: {IsRestart}; {Reason}")]
    internal static partial void StateChanged(
        ILogger logger, string state, bool isRestart, string? reason);

    [LoggerMessage(EventIds.StateHandlerFailed, LogLevel.Error, "A handler of StateChanged threw")]
    internal static partial void StateHandlerFailed(ILogger logger, Exception error);

    [LoggerMessage(EventIds.ManagerStarted, LogLevel.Debug,
        "Manager process {ProcessId} listens at {Address}, Python {Version}")]
    internal static partial void ManagerStarted(
        ILogger logger, int processId, ManagerAddress address, Version version);

    [LoggerMessage(EventIds.ManagerEnded, LogLevel.Debug, "Manager process {ProcessId} ended ({Exit})")]
    internal static partial void ManagerEnded(ILogger logger, int processId, string exit);

    [LoggerMessage(EventIds.ChildOutput, LogLevel.Information, "{Role}: {Line}")]
    internal static partial void ChildOutput(ILogger logger, string role, string line);

    [LoggerMessage(EventIds.OutputFailed, LogLevel.Error, "What receives the output of the {Role} threw")]
    internal static partial void OutputFailed(ILogger logger, string role, Exception error);

    [LoggerMessage(EventIds.KillFailed, LogLevel.Debug, "Could not kill the {Role}: {Reason}")]
    internal static partial void KillFailed(ILogger logger, string role, string reason);

    [LoggerMessage(EventIds.ChildPipeBroke, LogLevel.Debug, "The pipe to the {Role} broke: {Reason}")]
    internal static partial void ChildPipeBroke(ILogger logger, string role, string reason);

    [LoggerMessage(EventIds.WorkerStarted, LogLevel.Debug, "Worker {Number} is ready, process {ProcessId}")]
    internal static partial void WorkerStarted(ILogger logger, int number, int processId);

    [LoggerMessage(EventIds.WorkerDied, LogLevel.Warning,
        "Worker {Number}, process {ProcessId}, ended ({Exit}); its batches go to others and a new one starts")]
    internal static partial void WorkerDied(ILogger logger, int number, int processId, string exit);

    [LoggerMessage(EventIds.BatchGivenUp, LogLevel.Error,
        "Batch {Batch} with {Rows} rows ended {Deaths} workers and is reported as failed")]
    internal static partial void BatchGivenUp(ILogger logger, long batch, int rows, int deaths);

    [LoggerMessage(EventIds.WorkerDiedStarting, LogLevel.Warning,
        "A worker ended while it started, attempt {Attempt}; starting another: {Reason}")]
    internal static partial void WorkerDiedStarting(ILogger logger, int attempt, string reason);

    [LoggerMessage(EventIds.PoolStarted, LogLevel.Debug, "Pool of {Workers} workers for {Function} is ready")]
    internal static partial void PoolStarted(ILogger logger, string function, int workers);

    [LoggerMessage(EventIds.PoolEnded, LogLevel.Debug, "Pool for {Function} ended; workers restarted: {Restarts}")]
    internal static partial void PoolEnded(ILogger logger, string function, int restarts);

    [LoggerMessage(EventIds.MapStarted, LogLevel.Debug, "A map over {Function} began")]
    internal static partial void MapStarted(ILogger logger, string function);

    [LoggerMessage(EventIds.MapEnded, LogLevel.Debug, "A map over {Function} ended; rows delivered: {Rows}")]
    internal static partial void MapEnded(ILogger logger, string function, long rows);

    [LoggerMessage(EventIds.WorkerIsReady, LogLevel.Debug, "This is worker {Number} of the manager at {Address}, and ready")]
    internal static partial void WorkerIsReady(ILogger logger, long number, ManagerAddress address);

    [LoggerMessage(EventIds.WorkerStopFailed, LogLevel.Debug, "Canceling the handler of the worker failed: {Reason}")]
    internal static partial void WorkerStopFailed(ILogger logger, string reason);
}
