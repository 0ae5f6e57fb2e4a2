using System.Diagnostics;
using Bridge.TestUtilities;

namespace Bridge.Tests.Pickle;

public class PickleFuzzTests
{
    private static readonly byte[][] Pickles = [.. GoldenPickles.All().Where(pickle => pickle.Length < 4000)];

    [Fact]
    public void Only_UnpicklingException_comes_out_of_mutated_pickles()
    {
        // Seeded, so that a failure comes back; bounded in time, so that a slow machine does less.
        var random = new Random(20240229);
        var mutator = new PickleMutator(random);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 40_000 && clock.Elapsed < TimeSpan.FromSeconds(10); i++)
        {
            var mutant = mutator.Mutate(Pickles[random.Next(Pickles.Length)], Pickles[random.Next(Pickles.Length)]);

            var finding = PickleProbe.Try(mutant, i);

            Assert.True(finding is null, $"mutant {i} ({Convert.ToHexString(mutant)}): {finding}");
        }
    }

    [Fact]
    public void Golden_pickles_read_the_same_in_every_way()
    {
        foreach (var pickle in Pickles)
        {
            for (var protocol = 0; protocol < PickleProbe.ProtocolCount; protocol++)
            {
                Assert.Null(PickleProbe.TryUntyped(pickle, protocol));
            }

            for (var type = 0; type < PickleProbe.TypeCount; type++)
            {
                Assert.Null(PickleProbe.TryTyped(pickle, type));
            }
        }
    }
}
