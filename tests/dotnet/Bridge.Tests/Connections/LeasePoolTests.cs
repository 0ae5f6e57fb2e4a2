using Bridge.Connections;
using Bridge.TestUtilities;

namespace Bridge.Tests.Connections;

public class LeasePoolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LeaseAsync_gives_a_reusable_connection_again()
    {
        await using var server = Server();
        await using var pool = Pool(server);
        var first = await pool.LeaseAsync(Token);
        var connection = first.Connection;
        first.MarkReusable();
        await first.DisposeAsync();
        await first.DisposeAsync();

        await using var second = await pool.LeaseAsync(Token);
        await using var third = await pool.LeaseAsync(Token);

        Assert.Same(connection, second.Connection);
        Assert.NotSame(connection, third.Connection);
    }

    [Fact]
    public async Task A_lease_that_is_not_marked_reusable_closes_its_connection()
    {
        await using var server = Server();
        await using var pool = Pool(server);
        var lease = await pool.LeaseAsync(Token);

        await lease.DisposeAsync();

        Assert.True(lease.Connection.IsBroken);
        Assert.Equal(0, pool.IdleCount);
    }

    [Fact]
    public async Task The_pool_keeps_as_many_idle_connections_as_it_may_and_closes_the_next()
    {
        await using var server = Server();
        await using var pool = Pool(server, maxIdle: 2);
        Lease[] leases = [await pool.LeaseAsync(Token), await pool.LeaseAsync(Token), await pool.LeaseAsync(Token)];

        foreach (var lease in leases)
        {
            lease.MarkReusable();
            await lease.DisposeAsync();
        }

        Assert.Equal(2, pool.IdleCount);
        Assert.Equal([false, false, true], leases.Select(lease => lease.Connection.IsBroken));
    }

    [Fact]
    public async Task LeaseAsync_passes_over_connections_that_the_manager_ended()
    {
        var mayEnd = new TaskCompletionSource();
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await (connection.Number == 1 ? mayEnd.Task : connection.UntilClosedAsync());
        });
        await using var pool = Pool(server);
        var first = await pool.LeaseAsync(Token);
        first.MarkReusable();
        await first.DisposeAsync();
        mayEnd.SetResult();
        await Retry.UntilAsync("the end is noticed", first.Connection.HasUnexpectedData);

        await using var second = await pool.LeaseAsync(Token);

        Assert.NotSame(first.Connection, second.Connection);
        Assert.True(first.Connection.IsBroken);
    }

    [Fact]
    public async Task Idle_connections_are_closed_after_thirty_seconds()
    {
        var time = new ManualTime();
        await using var server = Server();
        await using var pool = Pool(server, timeProvider: time);
        var lease = await pool.LeaseAsync(Token);
        lease.MarkReusable();
        await lease.DisposeAsync();

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, pool.IdleCount);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, pool.IdleCount);
        Assert.True(lease.Connection.IsBroken);
    }

    [Fact]
    public async Task DisposeAsync_closes_idle_and_leased_connections_at_once()
    {
        await using var server = Server();
        var pool = Pool(server);
        var idle = await pool.LeaseAsync(Token);
        var leased = await pool.LeaseAsync(Token);
        idle.MarkReusable();
        await idle.DisposeAsync();

        await pool.DisposeAsync();

        Assert.True(idle.Connection.IsBroken);
        Assert.True(leased.Connection.IsBroken);
        leased.MarkReusable();
        await leased.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.LeaseAsync(Token).AsTask());
    }

    private static FakeManagerServer Server() => FakeManagerServer.Answering(request => request);

    private static LeasePool Pool(FakeManagerServer server, int maxIdle = 8, TimeProvider? timeProvider = null) =>
        new(_ => server.ConnectAsync(), maxIdle, timeProvider);

    /// <summary>A clock that stands until it is advanced; its timers fire on the way.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(() => callback(state), dueTime);
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan time)
        {
            _now += time.Ticks;
            _timers.ForEach(timer => timer.FireIfSet());
        }
    }

    private sealed class ManualTimer(Action fire, TimeSpan dueTime) : ITimer
    {
        private bool _isSet = dueTime != Timeout.InfiniteTimeSpan;

        public void FireIfSet()
        {
            if (_isSet)
            {
                fire();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _isSet = dueTime != Timeout.InfiniteTimeSpan;
            return true;
        }

        public void Dispose() => _isSet = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
