namespace Bridge.Diagnostics;

/// <summary>The ids of log messages: 1000 connections, 2000 client, 3000 server, 4000 hosting, 5000 shared memory.</summary>
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
    internal const int WorkerStarted = 4100;
    internal const int WorkerDied = 4101;
    internal const int BatchGivenUp = 4102;
    internal const int WorkerDiedStarting = 4103;
}
