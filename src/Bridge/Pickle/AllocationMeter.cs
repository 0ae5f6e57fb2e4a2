namespace Bridge.Pickle;

/// <summary>Watches what reading one pickle allocates on this thread.</summary>
/// <param name="limits">The limits of the read.</param>
internal struct AllocationMeter(PickleLimits limits)
{
    /// <summary>Looking takes time, so it happens once in so many steps.</summary>
    private const int Interval = 1024;

    private readonly long _start = GC.GetAllocatedBytesForCurrentThread();
    private int _untilLook = Interval;

    /// <summary>Counts steps, such as values that were made.</summary>
    /// <exception cref="UnpicklingException">Too much was allocated.</exception>
    internal void Step(in PickleCursor cursor, int count)
    {
        if (!TryStep(count))
        {
            throw TooMuch(cursor);
        }
    }

    /// <summary>Counts steps; false when too much was allocated.</summary>
    internal bool TryStep(int count = 1)
    {
        if ((_untilLook -= count) > 0)
        {
            return true;
        }

        _untilLook = Interval;
        return HasRoomFor(0);
    }

    /// <summary>Whether so many bytes more may be allocated.</summary>
    internal readonly bool HasRoomFor(long bytes) =>
        GC.GetAllocatedBytesForCurrentThread() - _start + bytes <= limits.MaxAllocatedBytes;

    /// <summary>Looks before a large operand is copied.</summary>
    /// <exception cref="UnpicklingException">It would be too much.</exception>
    internal readonly void Look(in PickleCursor cursor, long needed)
    {
        if (!HasRoomFor(needed))
        {
            throw TooMuch(cursor);
        }
    }

    private readonly UnpicklingException TooMuch(in PickleCursor cursor) => cursor.Fail(
        $"reading it needs more than {limits.MaxAllocatedBytes} bytes of memory; see PickleLimits.MaxAllocatedBytes");
}
