namespace Bridge.Workers;

/// <summary>Rows that travel together.</summary>
/// <param name="Id">Unique within the pool, ascending.</param>
/// <param name="FirstRow">The number of its first row in the input.</param>
/// <param name="Rows">The rows themselves, an array; kept for the results.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Pickle">The pickled list of the rows.</param>
internal sealed record Batch(long Id, long FirstRow, Array Rows, int Count, byte[] Pickle)
{
    /// <summary>How many workers died while they worked on it, or on one that it was sent with.</summary>
    public int Deaths { get; set; }

    /// <summary>Whether it waits for a worker.</summary>
    public bool IsWaiting { get; set; }
}
