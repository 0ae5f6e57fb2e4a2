using System.Diagnostics;
using Bridge.TestUtilities;

namespace Bridge.Fuzz;

/// <summary>Mutates, tries, and keeps what reached new code.</summary>
internal static class FuzzLoop
{
    private const int MostFindings = 10;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    public static int Run(long count, int seed)
    {
        var corpus = GoldenPickles.All().Where(pickle => pickle.Length < 4000).ToList();
        var random = new Random(seed);
        var mutator = new PickleMutator(random);
        using var coverage = new CoverageMap();
        var watch = new Watchdog(Hang);
        var statistics = new Statistics();
        foreach (var (index, pickle) in corpus.ToArray().Index())
        {
            statistics.Add(pickle, Measure(pickle, index, coverage, watch));
            _ = coverage.IsNew();
        }

        var seeds = corpus.Count;
        for (long i = 0; i < count && statistics.Findings < MostFindings; i++)
        {
            // What reached new code is tried more often than the seeds.
            var first = random.Next(3) > 0 && corpus.Count > seeds ? random.Next(seeds, corpus.Count) : random.Next(corpus.Count);
            var mutant = mutator.Mutate(corpus[first], corpus[random.Next(corpus.Count)]);
            statistics.Add(mutant, Measure(mutant, (int)(i % int.MaxValue), coverage, watch));
            if (coverage.IsNew())
            {
                corpus.Add(mutant);
            }

            if ((i + 1) % 500_000 == 0)
            {
                Console.WriteLine($"{i + 1:N0} mutants, {corpus.Count - seeds:N0} kept, {coverage.Count:N0} branches");
            }
        }

        statistics.Print(corpus.Count - seeds, coverage.Count);
        return statistics.Findings == 0 ? 0 : 1;
    }

    private static Trial Measure(byte[] pickle, int choice, CoverageMap coverage, Watchdog watch)
    {
        coverage.Clear();
        watch.Begin(pickle);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var finding = PickleProbe.Try(pickle, choice);
        var time = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        watch.End();
        return new Trial(
            finding
                ?? (time > Slow ? $"It took {time.TotalSeconds:0.0} s." : null)
                ?? (allocated > Trial.AllocationLimit ? $"It allocated {allocated:N0} bytes." : null),
            time,
            allocated);
    }
}
