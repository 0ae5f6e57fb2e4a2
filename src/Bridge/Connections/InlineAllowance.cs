namespace Bridge.Connections;

/// <summary>Tells whether the thread that reads a lane may run a caller's code although others wait for replies.</summary>
/// <remarks>
/// It saves hops between threads, but code that takes its time holds up the others. So code is trusted as long as it
/// is quicker than the server. What takes longer is a debt; when that is too large, the code of all callers goes to the
/// thread pool for ten times as long, and for twice as long each time that it soon happens again. Not thread-safe: the
/// lane guards it with its lock.
/// </remarks>
internal sealed class InlineAllowance
{
    private const int LeastPenalty = 10;
    private const int MostPenalty = 320;

    // With the reading itself it is still less than what the server needs for a reply.
    private static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(8);
    private static readonly TimeSpan MostDebt = TimeSpan.FromMicroseconds(500);

    // By then another thread has taken over, unless the whole machine stood still.
    private static readonly TimeSpan MostHeldUp = TimeSpan.FromMilliseconds(20);

    private TimeSpan _debt;
    private int _penalty = LeastPenalty;
    private long _refusedMilliseconds;
    private long _refusedUntil = long.MinValue;

    /// <summary>Whether the code of the next reply may run on the reading thread.</summary>
    /// <param name="now">The time in milliseconds.</param>
    internal bool IsGiven(long now) => now >= _refusedUntil;

    /// <summary>Says for how long such code held up the others.</summary>
    /// <param name="time">How long.</param>
    /// <param name="now">The time in milliseconds.</param>
    internal void Took(TimeSpan time, long now)
    {
        _debt += (time < MostHeldUp ? time : MostHeldUp) - Quick;
        if (_debt > MostDebt)
        {
            var isSoon = now < _refusedUntil + _refusedMilliseconds;
            _penalty = isSoon ? Math.Min(_penalty * 2, MostPenalty) : LeastPenalty;
            _refusedMilliseconds = (long)(_penalty * _debt).TotalMilliseconds;
            _refusedUntil = now + _refusedMilliseconds;
            _debt = TimeSpan.Zero;
        }
        else if (_debt < TimeSpan.Zero)
        {
            _debt = TimeSpan.Zero;
        }
    }
}
