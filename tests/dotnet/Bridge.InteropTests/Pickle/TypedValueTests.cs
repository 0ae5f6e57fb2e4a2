using CsCheck;

namespace Bridge.InteropTests.Pickle;

/// <summary>We write values as the .NET types they are, and read them as these from Python's pickles.</summary>
public class TypedValueTests
{
    private const ulong Seed = 20240229;
    private const int CountOfEach = 12;

    public static TheoryData<TestPython, int> Cases => DifferentialPythons.WithProtocols(2);

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Cases))]
    public async Task Typed_values_come_back_from_Python_as_their_type(TestPython python, int protocol)
    {
        await using var peer = new EchoPeer(python);
        var failures = new Failures($"{python}, pickle protocol {protocol}, seed {Seed}");
        foreach (var (number, typed) in TypedCases.All.Index())
        {
            for (var i = 0; i < CountOfEach; i++)
            {
                try
                {
                    var random = new PCG((uint)((number * CountOfEach) + i), Seed);
                    await typed.RunAsync(peer, random, protocol, purePython: i % 2 == 1);
                }
                catch (Exception e)
                {
                    failures.Add($"{typed}, value {i}: {e.Message}");
                }
            }
        }

        failures.AssertNone();
    }
}
