namespace Bridge.Extensions.Hosting;

/// <summary>The ids of this package's log messages, 6000 to 6099; docs/telemetry.md lists them.</summary>
internal static class HostingEventIds
{
    internal const int Connected = 6000;
    internal const int Hosted = 6001;
    internal const int WaitsForManager = 6002;
    internal const int ManagerLost = 6003;
    internal const int ManagerRestarted = 6004;
    internal const int RestartFailed = 6005;
    internal const int Stopped = 6006;
    internal const int PoolStarted = 6010;
    internal const int PoolLost = 6011;
    internal const int PoolNotStarted = 6012;
    internal const int DictLoaded = 6020;
    internal const int DictChanged = 6021;
    internal const int DictLost = 6022;
    internal const int DictFound = 6023;
}
