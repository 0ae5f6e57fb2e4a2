namespace Bridge.Benchmarks.Calls;

/// <summary>One side after the other, the other way round in every second round.</summary>
internal static class Turns
{
    public static async Task RunAsync(int round, IReadOnlyList<Func<Task>> sides)
    {
        foreach (var side in round % 2 == 0 ? sides : sides.Reverse())
        {
            await side();
        }
    }
}
