namespace Bridge.Diagnostics;

/// <summary>
/// The ids of log messages: 1000 connections, 2000 client, 3000 server, 4000 hosting, 4100 workers, 5000 shared memory,
/// 6000 the package for the generic host. docs/telemetry.md lists them.
/// </summary>
internal static class EventIds
{
    internal const int Connected = 1000;
    internal const int BacklogIsFull = 1001;
    internal const int ConnectFailed = 1002;
    internal const int ConnectionBroke = 1003;
    internal const int ConnectionClosed = 1004;
    internal const int DialsAgain = 1005;
    internal const int ClientRefused = 1010;
    internal const int AcceptFailed = 1011;
    internal const int RefusalHandlerFailed = 1012;

    internal const int ClientCreated = 2000;
    internal const int ReferenceNotReleased = 2001;
    internal const int StateChanged = 2002;
    internal const int StateHandlerFailed = 2003;

    internal const int ManagerStarted = 4000;
    internal const int ChildOutput = 4001;
    internal const int KillFailed = 4002;
    internal const int ChildPipeBroke = 4003;
    internal const int OutputFailed = 4004;
    internal const int ManagerEnded = 4005;
    internal const int WorkerStarted = 4100;
    internal const int WorkerDied = 4101;
    internal const int BatchGivenUp = 4102;
    internal const int WorkerDiedStarting = 4103;
    internal const int PoolStarted = 4104;
    internal const int PoolEnded = 4105;
    internal const int MapStarted = 4106;
    internal const int MapEnded = 4107;
    internal const int WorkerIsReady = 4150;
    internal const int WorkerStopFailed = 4151;
}
