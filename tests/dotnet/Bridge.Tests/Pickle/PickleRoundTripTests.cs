using System.Numerics;
using Bridge.Pickle;
using CsCheck;

namespace Bridge.Tests.Pickle;

public class PickleRoundTripTests
{
    private static readonly Gen<object?> Leaf = Gen.OneOf<object?>(
        Gen.Const((object?)null),
        Gen.Bool.Select(value => (object?)value),
        Gen.Long.Select(value => (object?)value),
        Gen.Int[-300, 70_000].Select(value => (object?)(long)value),
        // The last byte makes it too big for a long.
        Gen.Byte.Array[8, 40].Select(bytes => (object?)new BigInteger([.. bytes, 1])),
        Gen.Double.Where(value => !double.IsNaN(value)).Select(value => (object?)value),
        Gen.Char.Array[0, 300].Select(chars => (object?)new string(chars)),
        Gen.Byte.Array[0, 300].Select(bytes => (object?)bytes));

    private static readonly Gen<object?> Value = Gen.Recursive<object?>((depth, inner) => depth > 3
        ? Leaf
        : Gen.OneOf(
            Leaf,
            inner.List[0, 5].Select(items => (object?)items),
            inner.Array[0, 5].Select(items => (object?)new PythonTuple(items)),
            Leaf.Array[0, 5].Select(items => (object?)new PythonFrozenSet(items)),
            Leaf.Array[0, 5].Select(items => (object?)new HashSet<object?>(items, PythonEqualityComparer.Instance)),
            Gen.Select(Leaf, inner).Array[0, 5].Select(pairs => (object?)ToDict(pairs))));

    [Fact]
    public void Deserialize_after_Serialize_gives_an_equal_value() =>
        Value.Sample(
            value => PythonEqualityComparer.Instance.Equals(
                value, PickleSerializer.Deserialize(PickleSerializer.Serialize(value))),
            iter: 3000);

    [Fact]
    public void Serialize_after_Deserialize_gives_the_same_bytes() =>
        Value.Sample(
            value =>
            {
                // Once through the codec, so that equal strings are one instance or several as on the wire.
                var pickle = PickleSerializer.Serialize(PickleSerializer.Deserialize(PickleSerializer.Serialize(value)));
                Assert.Equal(pickle, PickleSerializer.Serialize(PickleSerializer.Deserialize(pickle)));
            },
            iter: 1000);

    [Fact]
    public void Typed_lists_survive() =>
        Gen.Select(Gen.Int.List[0, 50], Gen.Double.Array[0, 50], Gen.String.List[0, 20]).Sample(
            (ints, doubles, texts) =>
            {
                Assert.Equal(ints, PickleSerializer.Deserialize<List<int>>(PickleSerializer.Serialize(ints)));
                Assert.Equal(doubles, PickleSerializer.Deserialize<double[]>(PickleSerializer.Serialize(doubles)));
                Assert.Equal(texts, PickleSerializer.Deserialize<List<string>>(PickleSerializer.Serialize(texts)));
            },
            iter: 500);

    private static PythonDict ToDict((object?, object?)[] pairs)
    {
        var dict = new PythonDict();
        foreach (var (key, value) in pairs)
        {
            dict[key] = value;
        }

        return dict;
    }
}
