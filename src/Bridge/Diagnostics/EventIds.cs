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
}
