using Bridge.Pickle;
using Bridge.TestUtilities;

namespace Bridge.Tests.Pickle;

public class GoldenPickleTests
{
    public static TheoryData<string> Versions => [.. GoldenPickles.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Json_of_golden_pickles_is_what_Python_computed(string version)
    {
        foreach (var (name, pickle, json) in GoldenPickles.Of(version))
        {
            Assert.True(json == JsonOf(pickle), $"{name}\nexpected {Head(json)}\nactual   {Head(JsonOf(pickle))}");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Serialize_of_golden_values_keeps_what_they_are(string version)
    {
        foreach (var (name, pickle, _) in GoldenPickles.Of(version))
        {
            var value = PickleSerializer.Deserialize(pickle);
            var again = PickleSerializer.Deserialize(PickleSerializer.Serialize(value));

            Assert.True(PickleText.ToString(value) == PickleText.ToString(again), $"{name}\n{again}");
        }
    }

    /// <summary>Natural values need not keep it: CPython itself writes some types in several forms.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void Serialize_of_golden_values_as_they_are_on_the_wire_keeps_their_json(string version)
    {
        var raw = PickleOptions.Default.AsRaw();
        foreach (var (name, pickle, json) in GoldenPickles.Of(version))
        {
            var again = PickleSerializer.Serialize(PickleSerializer.Deserialize(pickle, raw), raw);

            Assert.True(json == JsonOf(again), $"{name}\nexpected {Head(json)}\nactual   {Head(JsonOf(again))}");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Text_and_disassembly_of_golden_pickles_can_be_written(string version)
    {
        foreach (var (name, pickle, _) in GoldenPickles.Of(version))
        {
            using var text = new StringWriter();
            using var listing = new StringWriter();
            PickleText.Write(pickle, text);
            PickleDisassembler.Write(pickle, listing);

            Assert.True(text.ToString().Length > 0, name);
            Assert.EndsWith("STOP\n", listing.ToString(), StringComparison.Ordinal);
        }
    }

    private static string JsonOf(byte[] pickle)
    {
        using var output = new StringWriter();
        PickleJson.Write(pickle, output);
        return output.ToString();
    }

    private static string Head(string text) => text.Length < 2000 ? text : text[..2000];
}
