using Bridge.Connections;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Hosting;

/// <summary>Everything that this package logs.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(HostingEventIds.Connected, LogLevel.Information, "Connected to {Manager} at {Address}: {Server}")]
    internal static partial void Connected(ILogger logger, string manager, ManagerAddress address, string? server);

    [LoggerMessage(HostingEventIds.Hosted, LogLevel.Information, "Started {Manager} at {Address}, process {ProcessId}")]
    internal static partial void Hosted(ILogger logger, string manager, ManagerAddress address, int processId);

    [LoggerMessage(HostingEventIds.WaitsForManager, LogLevel.Warning,
        "Waiting up to {Seconds} s for {Manager}: {Reason}")]
    internal static partial void WaitsForManager(ILogger logger, string manager, double seconds, string reason);

    [LoggerMessage(HostingEventIds.ManagerLost, LogLevel.Error,
        "The process {ProcessId} of {Manager} ended by itself ({Exit}) and its objects are lost; {Action}")]
    internal static partial void ManagerLost(ILogger logger, string manager, int processId, string exit, string action);

    [LoggerMessage(HostingEventIds.ManagerRestarted, LogLevel.Warning,
        "Started {Manager} again, process {ProcessId}; proxies made before are stale")]
    internal static partial void ManagerRestarted(ILogger logger, string manager, int processId);

    [LoggerMessage(HostingEventIds.RestartFailed, LogLevel.Error,
        "Could not start {Manager} again, next try in {Seconds} s: {Reason}")]
    internal static partial void RestartFailed(ILogger logger, string manager, double seconds, string reason);

    [LoggerMessage(HostingEventIds.Stopped, LogLevel.Debug, "Managers and pools have ended, after {Seconds} s")]
    internal static partial void Stopped(ILogger logger, double seconds);

    [LoggerMessage(HostingEventIds.PoolStarted, LogLevel.Information, "Started {Workers} workers of the pool {Pool}")]
    internal static partial void PoolStarted(ILogger logger, string pool, int workers);

    [LoggerMessage(HostingEventIds.PoolLost, LogLevel.Warning,
        "The pool {Pool} lost its manager or its workers and is started again")]
    internal static partial void PoolLost(ILogger logger, string pool);

    [LoggerMessage(HostingEventIds.PoolNotStarted, LogLevel.Warning,
        "The pool {Pool} cannot be started again yet: {Reason}")]
    internal static partial void PoolNotStarted(ILogger logger, string pool, string reason);

    [LoggerMessage(HostingEventIds.DictLoaded, LogLevel.Debug, "Configuration from {Dict}: {Count} values")]
    internal static partial void DictLoaded(ILogger logger, string dict, int count);

    [LoggerMessage(HostingEventIds.DictChanged, LogLevel.Information, "Configuration from {Dict} has changed: {Count} values")]
    internal static partial void DictChanged(ILogger logger, string dict, int count);

    [LoggerMessage(HostingEventIds.DictLost, LogLevel.Warning,
        "Configuration from {Dict} cannot be read, the last values stay: {Reason}")]
    internal static partial void DictLost(ILogger logger, string dict, string reason);

    [LoggerMessage(HostingEventIds.DictFound, LogLevel.Information, "Configuration from {Dict} can be read again")]
    internal static partial void DictFound(ILogger logger, string dict);
}
