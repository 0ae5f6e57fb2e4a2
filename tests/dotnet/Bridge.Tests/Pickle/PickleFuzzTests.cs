using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class PickleFuzzTests
{
    [Fact]
    public void Only_UnpicklingException_comes_out_of_mutated_pickles()
    {
        // Seeded, so that a failure comes back; the index names the mutant.
        var random = new Random(20240229);
        var pickles = GoldenPickles.All().Where(pickle => pickle.Length < 4000).ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var mutant = Mutate(pickles[random.Next(pickles.Length)], pickles[random.Next(pickles.Length)], random);

            var escaped = Record(mutant);

            Assert.True(escaped is null, $"mutant {i} ({Convert.ToHexString(mutant)}): {escaped}");
        }
    }

    private static Exception? Record(byte[] mutant)
    {
        try
        {
            var value = PickleSerializer.Deserialize(mutant);
            using var output = new StringWriter();
            PickleJson.Write(mutant, output, new PickleOptions { Limits = new PickleLimits { MaxTextLength = 1_000_000 } });
            PickleText.Write(mutant, TextWriter.Null);
            PickleDisassembler.Write(mutant, TextWriter.Null);
            Rewrite(value);
            _ = PickleSerializer.Deserialize<object>(mutant);
            return null;
        }
        catch (UnpicklingException)
        {
            return null;
        }
#pragma warning disable CA1031 // Any other exception is what the test looks for.
        catch (Exception e)
        {
            return e;
        }
#pragma warning restore CA1031
    }

    private static void Rewrite(object? value)
    {
        try
        {
            _ = PickleSerializer.Deserialize(PickleSerializer.Serialize(value));
        }
        catch (PicklingException)
        {
            // An object among its own arguments can be read, but not written; Python cannot either.
        }
    }

    private static byte[] Mutate(byte[] pickle, byte[] other, Random random)
    {
        var bytes = pickle.ToList();
        var count = random.Next(1, 5);
        for (var i = 0; i < count && bytes.Count > 0; i++)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at))); break;
                case 4: bytes.InsertRange(at, other.AsSpan(0, Math.Min(other.Length, random.Next(1, 40))).ToArray()); break;
                default: bytes[at] = "(0123]})tuaesbRoi\u0081\u0085\u0090\u0091\u0094N"u8.ToArray()[random.Next(20)]; break;
            }
        }

        return [.. bytes];
    }
}
