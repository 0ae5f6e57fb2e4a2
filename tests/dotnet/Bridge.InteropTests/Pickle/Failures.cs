namespace Bridge.InteropTests.Pickle;

/// <summary>What differed in a run of many values; the test fails at its end, and shows the shortest.</summary>
internal sealed class Failures(string run)
{
    private const int Shown = 5;

    private readonly List<string> _all = [];

    /// <summary>Remembers one.</summary>
    public void Add(string failure) => _all.Add(failure);

    /// <summary>Fails the test when there are any.</summary>
    public void AssertNone()
    {
        var shortest = string.Join("\n\n", _all.OrderBy(failure => failure.Length).Take(Shown));
        Assert.True(_all.Count == 0, $"{run}: {_all.Count} differences, the shortest:\n\n{shortest}");
    }
}
