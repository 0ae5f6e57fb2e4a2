using System.Diagnostics;
using Bridge.Cli.Bench;

namespace Bridge.Benchmarks.Calls;

/// <summary>What the server gives when the client costs nothing: ready-made requests go out, reply bytes are counted.</summary>
internal sealed class Floor : IDisposable
{
    private readonly RawConnection[] _connections;
    private readonly Dictionary<string, byte[][]> _requests;

    private Floor(RawConnection[] connections, Dictionary<string, byte[][]> requests)
    {
        _connections = connections;
        _requests = requests;
    }

    /// <summary>Opens the connections and makes the requests.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cases">The objects that the requests are for.</param>
    /// <param name="connections">How many at most.</param>
    public static Floor Open(BenchServer server, CallCases cases, int connections)
    {
        var (dict, queue, list) = (cases.Dict.Token.Id, cases.Queue.Token.Id, cases.List.Token.Id);
        return new Floor(
            [.. Enumerable.Range(0, connections).Select(_ => RawConnection.Open(server))],
            new Dictionary<string, byte[][]>
            {
                ["dict set"] = [RawConnection.Request(dict, "__setitem__", "k", 1000)],
                ["dict get"] = [RawConnection.Request(dict, "__getitem__", "k")],
                ["queue put+get"] = [RawConnection.Request(queue, "put", 1000), RawConnection.Request(queue, "get")],
                ["list append"] = [RawConnection.Request(list, "append", 1000)],
            });
    }

    /// <summary>Calls per second; a put with its get is one, as in the other loops.</summary>
    /// <param name="what">One of <see cref="CallCases.Names"/>.</param>
    /// <param name="depth">How many requests are under way, on all connections together.</param>
    /// <param name="connections">How many connections; each gets its share of the depth.</param>
    /// <param name="duration">How long.</param>
    public async Task<double> RateAsync(string what, int depth, int connections, TimeSpan duration)
    {
        var requests = _requests[what];
        var unit = requests.SelectMany(request => request).ToArray();
        var units = Math.Max(1, depth / connections / requests.Length);
        var start = Stopwatch.GetTimestamp();
        var counts = _connections[..connections].Select(connection => Task.Factory.StartNew(
            () => Pump(connection, unit, requests.Length, units, duration),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        var done = (await Task.WhenAll(counts)).Sum();
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private static long Pump(RawConnection connection, byte[] unit, int requests, int depth, TimeSpan duration)
    {
        // Every reply to the same request has the same length, so that counting bytes is counting replies.
        connection.Send(unit);
        var replyBytes = Enumerable.Range(0, requests).Sum(_ => 4 + connection.ReceiveFrame().Length);
        var batch = Enumerable.Repeat(unit, depth).SelectMany(bytes => bytes).ToArray();
        var buffer = new byte[64 * 1024];
        var start = Stopwatch.GetTimestamp();
        long received = 0;
        long sent = depth;
        connection.Send(batch);
        while (received < sent * replyBytes)
        {
            var before = received / replyBytes;
            received += connection.Receive(buffer);
            var more = (int)((received / replyBytes) - before);
            if (more > 0 && Stopwatch.GetElapsedTime(start) < duration)
            {
                connection.Send(batch.AsSpan(0, more * unit.Length));
                sent += more;
            }
        }

        return sent;
    }
}
