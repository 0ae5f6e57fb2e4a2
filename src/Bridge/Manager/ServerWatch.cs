using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>Knows which server processes answered at the address, and tells when that changes. Thread-safe.</summary>
internal sealed class ServerWatch(object client, ILogger logger)
{
    private const int Remembered = 16;

    private readonly Lock _gate = new();
    private readonly List<ServerInfo> _known = [];
    private Task _telling = Task.CompletedTask;

    public event EventHandler<ManagerClientStateChangedEventArgs>? Changed;

    public ManagerClientState State { get; private set; }

    /// <summary>The server that was reached last; null before the first.</summary>
    public ServerInfo? Current { get; private set; }

    /// <summary>Notes who answered on a new connection. The instance that stands for that process.</summary>
    public ServerInfo Observe(ServerInfo found)
    {
        lock (_gate)
        {
            // An older process may answer late, on a connection that is about to end.
            var server = _known.Find(found.IsSameAs);
            if (server is null)
            {
                server = found;
                _known.Add(server);
                if (_known.Count > Remembered)
                {
                    _known.RemoveAt(0);
                }
            }

            var isRestart = Current is not null && !ReferenceEquals(Current, server);
            Current = server;
            if (isRestart || State == ManagerClientState.Disconnected)
            {
                Become(ManagerClientState.Connected, isRestart, null);
            }

            return server;
        }
    }

    /// <summary>Notes that a connection broke.</summary>
    public void Lose(string reason)
    {
        lock (_gate)
        {
            if (State == ManagerClientState.Connected)
            {
                Become(ManagerClientState.Disconnected, false, reason);
            }
        }
    }

    /// <summary>Notes the end of the client.</summary>
    public void Close()
    {
        lock (_gate)
        {
            Become(ManagerClientState.Disposed, false, null);
        }
    }

    private void Become(ManagerClientState state, bool isRestart, string? reason)
    {
        if (State == ManagerClientState.Disposed)
        {
            return;
        }

        State = state;
        Log.StateChanged(logger, state.ToString(), isRestart, reason);
        if (Changed is { } handlers)
        {
            // In order, and never on a thread that somebody waits for.
            var change = new ManagerClientStateChangedEventArgs(state, Current, isRestart, reason);
            _telling = _telling.ContinueWith(
                _ => Tell(handlers, change), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Tell(
        EventHandler<ManagerClientStateChangedEventArgs> handlers, ManagerClientStateChangedEventArgs change)
    {
        try
        {
            handlers(client, change);
        }
        catch (Exception error)
        {
            Log.StateHandlerFailed(logger, error);
        }
    }
}
