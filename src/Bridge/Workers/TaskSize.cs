namespace Bridge.Workers;

/// <summary>How many batches travel together: many while they are quick and small, one when they are not.</summary>
/// <remarks>Not thread-safe; one owner.</remarks>
/// <param name="batchSize">How many rows a batch has.</param>
internal sealed class TaskSize(int batchSize)
{
    // A message through the manager costs about as much as a hundred rows of a quick function: with ten times as many
    // it is lost in the noise. With more, rows live so long that the garbage collector costs more than that.
    private const int MaxRows = 1200;
    private const int MaxBatches = 100;

    // Of work: what waits behind it, and what is done again when a worker dies, is not worth a thought.
    private const double MaxSeconds = 0.005;

    // Of pickles, in and out.
    private const double MaxBytes = 256 * 1024;

    private readonly int _most = Math.Clamp(MaxRows / batchSize, 1, MaxBatches);

    /// <summary>The most batches, 1 at first.</summary>
    public int Batches { get; private set; } = 1;

    /// <summary>Learns from batches that are done. Grows step by step, and shrinks at once.</summary>
    /// <param name="batches">How many were done.</param>
    /// <param name="seconds">How long all of them took.</param>
    /// <param name="bytes">How long their pickles are, in and out.</param>
    public void Observe(int batches, double seconds, long bytes)
    {
        var fit = Math.Min(MaxSeconds * batches / Math.Max(seconds, 1e-9), MaxBytes * batches / Math.Max(bytes, 1));
        Batches = (int)Math.Clamp(fit, 1, Math.Min(_most, 2 * Batches));
    }
}
