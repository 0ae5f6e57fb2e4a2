using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>Makes a server thread that ended without a word be noticed, during calls that may last.</summary>
/// <remarks>
/// Up to CPython 3.9 a method that raises <c>SystemExit</c> ends its thread and leaves the connection open, because the
/// accept loop still holds the socket; it lets go of it when it accepts the next connection
/// (<c>Server.accepter</c> in Lib/multiprocessing/managers.py). So a ping now and then is enough: the call gets its
/// end of stream.
/// </remarks>
internal sealed class SilentThreadWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly ManagerClient _client;
    private readonly Timer _timer;

    private SilentThreadWatch(ManagerClient client)
    {
        _client = client;
        _timer = new Timer(static watch => _ = ((SilentThreadWatch)watch!).PingAsync(), this, client.Options.SilentThreadPatience, Period);
    }

    /// <summary>Begins to watch a call; null where the server needs none.</summary>
    public static SilentThreadWatch? Start(ManagerClient client, Lease lease) =>
        ((ServerInfo)lease.Connection.Peer!).IsBefore(3, 10, 0) ? new SilentThreadWatch(client) : null;

    public void Dispose() => _timer.Dispose();

    private async Task PingAsync()
    {
        try
        {
            await _client.PingAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is BridgeException or ObjectDisposedException)
        {
            // The call itself will tell.
        }
    }
}
