namespace Bridge.Manager;

/// <summary>A connection that a client keeps open to a server, which serves it with a thread.</summary>
/// <param name="Name">
/// What the client called itself: its process and thread for CPython, <c>dotnet-PID|N</c> for this library,
/// <c>worker N</c> for the processes of a <see cref="Workers.WorkerPool"/>.
/// </param>
/// <param name="ThreadId">The system's id of the thread; null before CPython 3.8.</param>
/// <param name="Writes">
/// How often the thread has written since it began: once for each reply, twice for one over 16 KiB, and three times for
/// the handshake. Null where the system does not count it: elsewhere than on Linux.
/// </param>
public sealed record ServerConnection(string Name, long? ThreadId, long? Writes);
