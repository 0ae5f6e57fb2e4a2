namespace Bridge.Fuzz;

/// <summary>What a run found, and its extremes.</summary>
internal sealed class Statistics
{
    private readonly HashSet<string> _seen = [];
    private long _count;
    private Trial _slowest;
    private Trial _largest;

    public int Findings => _seen.Count;

    public void Add(byte[] pickle, Trial trial)
    {
        _count++;
        _slowest = trial.Time > _slowest.Time ? trial : _slowest;
        _largest = trial.Allocated > _largest.Allocated ? trial : _largest;

        // One line for one place in the code: the first lines of an exception name it.
        if (trial.Finding is { } finding && _seen.Add(string.Join('\n', finding.Split('\n').Take(2))))
        {
            Console.WriteLine($"FOUND {Convert.ToHexString(pickle)}\n{finding}\n");
        }
    }

    public void Print(int kept, int branches) =>
        Console.WriteLine(
            $"{_count:N0} inputs, {kept:N0} kept for new coverage, {branches:N0} branches, slowest "
            + $"{_slowest.Time.TotalMilliseconds:0.0} ms, most memory {_largest.Allocated:N0} bytes, {Findings} findings");
}
