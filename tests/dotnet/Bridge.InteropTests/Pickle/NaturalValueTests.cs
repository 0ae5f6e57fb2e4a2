using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

/// <summary>We make natural values; Python says what it read, and sends them back.</summary>
public class NaturalValueTests
{
    private const ulong Seed = 20240229;
    private const int Count = 500;

    public static TheoryData<TestPython, int> Cases => DifferentialPythons.WithProtocols(2);

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Cases))]
    public async Task Natural_values_are_the_same_in_Python_and_come_back_equal(TestPython python, int protocol)
    {
        await using var peer = new EchoPeer(python);
        var failures = new Failures($"{python}, pickle protocol {protocol}, seed {Seed}");
        for (uint index = 0; index < Count; index++)
        {
            var value = new NaturalValues(index, Seed).Next();
            if (await FindDifferenceAsync(peer, value, protocol, index % 2 == 1) is { } difference)
            {
                failures.Add($"value {index}: {difference}");
            }
        }

        failures.AssertNone();
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Cases))]
    public async Task Nested_classes_are_found_by_Python(TestPython python, int protocol)
    {
        await using var peer = new EchoPeer(python);
        var pickle = PickleSerializer.Serialize(new PythonGlobal("classes", "Outer.Inner"), Codec.Writing(protocol));

        var (shape, _) = await peer.SendAsync(pickle, protocol, purePython: false);

        Assert.Equal("global:classes.Outer.Inner", shape);
    }

    private static async Task<string?> FindDifferenceAsync(EchoPeer peer, object? value, int protocol, bool purePython)
    {
        byte[] pickle = [];
        byte[] answer = [];
        try
        {
            pickle = PickleSerializer.Serialize(value, Codec.Writing(protocol));
            (var shape, answer) = await peer.SendAsync(pickle, protocol, purePython);
            var back = PickleSerializer.Deserialize(answer);
            Assert.Equal(protocol, pickle[1]);
            Assert.Equal(ValueShape.Of(value), shape);
            Assert.Equal(ValueShape.WithTypes(value), ValueShape.WithTypes(back));
            return null;
        }
        catch (Exception e)
        {
            return $"""
                {e.Message}
                {ValueShape.Of(value)}
                went {Convert.ToHexStringLower(pickle)}
                came {Convert.ToHexStringLower(answer)}
                """;
        }
    }
}
