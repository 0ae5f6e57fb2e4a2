using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bridge.TestUtilities;

/// <summary>A TCP proxy that cuts connections at the worst moments.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<int, Pair> _pairs = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _target;
    private readonly Task _accepting;
    private int _accepted;
    private int _cuts;

    private CuttingProxy(int target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Starts a proxy for a server on 127.0.0.1.</summary>
    public static CuttingProxy Start(int targetPort) => new(targetPort);

    /// <summary>Cuts an open connection, if there is one.</summary>
    public void CutOne(Random random, Cut cut)
    {
        var pairs = _pairs.Values.ToArray();
        if (pairs.Length > 0)
        {
            pairs[random.Next(pairs.Length)].Arm(cut, random.Next());
        }
    }

    /// <summary>Takes back the cuts that have not struck yet.</summary>
    public void Disarm()
    {
        foreach (var pair in _pairs.Values)
        {
            pair.Disarm();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var pair in _pairs.Values)
        {
            pair.Dispose();
        }

        await Retry.UntilAsync("the connections of the cutting proxy are closed", () => _pairs.IsEmpty);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stopping.Token);
                var id = ++_accepted;
                var pair = new Pair(client, () => Interlocked.Increment(ref _cuts));
                _pairs[id] = pair;
                _ = RunAsync(id, pair);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is being disposed.
        }
    }

    private async Task RunAsync(int id, Pair pair)
    {
        await Task.Yield();
        try
        {
            await pair.RunAsync(_target);
        }
        finally
        {
            _pairs.TryRemove(id, out _);
        }
    }

    private sealed class Pair(Socket client, Action onCut) : IDisposable
    {
        private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private volatile int _seed;
        private volatile int _armed = -1;
        private int _isClosed;

        public void Arm(Cut cut, int seed)
        {
            if (cut == Cut.Now)
            {
                CutNow();
                return;
            }

            _seed = seed;
            _armed = (int)cut;
        }

        public void Disarm() => _armed = -1;

        public async Task RunAsync(int target)
        {
            try
            {
                client.NoDelay = true;
                _server.NoDelay = true;
                await _server.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(
                    PumpAsync(client, _server, Cut.InRequest), PumpAsync(_server, client, Cut.InReply));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // One of the two is gone.
            }
            finally
            {
                Dispose();
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                client.Dispose();
                _server.Dispose();
            }
        }

        private async Task PumpAsync(Socket source, Socket target, Cut direction)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                int count;
                while ((count = await source.ReceiveAsync(buffer)) > 0)
                {
                    var isCut = _armed == (int)direction;
                    var sent = isCut ? _seed % count : count;
                    for (var at = 0; at < sent;)
                    {
                        at += await target.SendAsync(buffer.AsMemory(at, sent - at));
                    }

                    if (isCut)
                    {
                        CutNow();
                        return;
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // One of the two is gone.
            }
        }

        private void CutNow()
        {
            if (Volatile.Read(ref _isClosed) == 0)
            {
                onCut();
                Dispose();
            }
        }
    }
}
