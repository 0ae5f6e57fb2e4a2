namespace Bridge.Fuzz;

/// <summary>What became of one input.</summary>
/// <param name="Finding">What is wrong; null when nothing is.</param>
/// <param name="Time">How long all the ways to read and write it took together.</param>
/// <param name="Allocated">Bytes that they allocated together.</param>
internal readonly record struct Trial(string? Finding, TimeSpan Time, long Allocated)
{
    /// <summary>
    /// Far above what any input of 8 KiB may need: the text limit of the probe is 100,000 characters.
    /// </summary>
    public const long AllocationLimit = 64 * 1024 * 1024;
}
