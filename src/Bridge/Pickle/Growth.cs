namespace Bridge.Pickle;

/// <summary>How containers grow while they are read: in few steps, since each leaves a large array behind.</summary>
internal static class Growth
{
    private const int Factor = 8;

    /// <summary>The capacity for a number of items.</summary>
    /// <param name="capacity">The present capacity.</param>
    /// <param name="count">How many items there are with the new ones.</param>
    /// <param name="expected">How many more may follow at most, by the bytes that are left; 0 for unknown.</param>
    internal static int CapacityFor(int capacity, int count, int expected) =>
        count <= capacity ? capacity
        : expected == 0 ? Math.Max(count, (int)Math.Min(capacity * 2L, Array.MaxLength))
        : (int)Math.Min(Math.Min(count * (long)Factor, count + expected + (expected / 32L) + 16), Array.MaxLength);
}
