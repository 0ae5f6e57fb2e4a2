namespace Bridge.Extensions.Hosting;

/// <summary>What happens when the process of a hosted manager ends by itself. Its objects are lost in any case.</summary>
public enum ManagerLossAction
{
    /// <summary>The application stops, with exit code 1: whatever runs it starts it again, in order.</summary>
    StopApplication,

    /// <summary>
    /// Another process takes its place, at the same address with the same key. Proxies made before throw
    /// <see cref="StaleProxyException"/>; worker pools are started again.
    /// </summary>
    Restart,

    /// <summary>It is logged, and the health check is unhealthy from then on.</summary>
    Report,
}
