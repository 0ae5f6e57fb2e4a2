namespace Bridge.Connections;

/// <summary>Tells whether the thread that reads a lane may run a caller's code although others wait for replies.</summary>
/// <remarks>
/// It saves two hops between threads, but code that takes its time would hold up the others. So code is trusted as long
/// as it is quick: what takes longer than a reply does makes a debt, and when that is too large the code of many
/// replies goes to the thread pool, of more each time. Not thread-safe: the lane guards it with its lock.
/// </remarks>
internal sealed class InlineAllowance
{
    internal const int LeastPenalty = 64;
    internal const int MostPenalty = 8192;

    // The server needs longer than that for a reply, so such code does not hold it up.
    private static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(15);

    // One interrupt is no reason; a thread that lost its turn, or that waited for something, is.
    private static readonly TimeSpan MostDebt = TimeSpan.FromMicroseconds(500);

    private TimeSpan _debt;
    private int _penalty = LeastPenalty;
    private int _refused;
    private int _quick;

    /// <summary>Whether the code of the next reply may run on the reading thread. To be asked once for each.</summary>
    internal bool TryUse()
    {
        if (_refused == 0)
        {
            return true;
        }

        _refused--;
        return false;
    }

    /// <summary>Says how long such code took.</summary>
    internal void Took(TimeSpan time)
    {
        _debt += time - Quick;
        if (_debt > MostDebt)
        {
            Refuse();
            return;
        }

        if (_debt < TimeSpan.Zero)
        {
            _debt = TimeSpan.Zero;
        }

        // Trust comes back more slowly than it goes.
        if (++_quick >= 16 * _penalty && _penalty > LeastPenalty)
        {
            _penalty /= 2;
            _quick = 0;
        }
    }

    /// <summary>Says that such code takes too long.</summary>
    internal void Refuse()
    {
        _refused = _penalty;
        _penalty = Math.Min(_penalty * 2, MostPenalty);
        _debt = TimeSpan.Zero;
        _quick = 0;
    }
}
