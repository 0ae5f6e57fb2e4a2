using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class PythonEqualityTests
{
    public static TheoryData<object?, object?> Same => new()
    {
        { null, null },
        { 1L, true },
        { 1, 1L },
        { 1L, 1.0 },
        { 0.0, -0.0 },
        { 1.0f, (byte)1 },
        { BigInteger.Pow(2, 100), Math.Pow(2, 100) },
        { new Complex(2, 0), 2L },
        { "a", "a" },
        { new byte[] { 1 }, new byte[] { 1 } },
        { new PythonTuple(1L, "a"), new PythonTuple(1.0, "a") },
        { new PythonTuple(1L, "a"), (1, "a") },
        { new PythonFrozenSet([1L, 2L]), new PythonFrozenSet([2.0, true]) },
        { new PythonGlobal("m", "C"), new PythonGlobal("m", "C") },
        { new PythonSlice(1L, null, null), new PythonSlice(1.0, null, null) },
    };

    public static TheoryData<object?, object?> Different => new()
    {
        { null, 0L },
        { 1L, "1" },
        { (1L << 53) + 1, Math.Pow(2, 53) },
        { double.NaN, double.NaN },
        { "a", new byte[] { 97 } },
        { new PythonTuple(1L), new List<object?> { 1L } },
        { new PythonTuple(1L), new PythonTuple(1L, 1L) },
        { new PythonTuple(1L), "1" },
        { new PythonTuple(1L), new PythonFrozenSet([1L]) },
        { new PythonSlice(1L, null, null), new PythonTuple(1L, null, null) },
        { new PythonTuple(double.NaN), new PythonTuple(double.NaN) },
        { new PythonGlobal("m", "C"), new PythonGlobal("m", "D") },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void Equal_values_have_equal_hashes(object? x, object? y)
    {
        Assert.True(PythonEqualityComparer.Instance.Equals(x, y));
        Assert.True(PythonEqualityComparer.Instance.Equals(y, x));
        Assert.Equal(PythonEqualityComparer.Instance.GetHashCode(x), PythonEqualityComparer.Instance.GetHashCode(y));
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void Different_values_are_not_equal(object? x, object? y)
    {
        Assert.False(PythonEqualityComparer.Instance.Equals(x, y));
        Assert.False(PythonEqualityComparer.Instance.Equals(y, x));
    }

    [Fact]
    public void Containers_are_equal_by_content()
    {
        Assert.True(PythonEqualityComparer.Instance.Equals(new List<object?> { 1L, null }, new object?[] { 1, null }));
        Assert.True(PythonEqualityComparer.Instance.Equals(
            new PythonDict { ["a"] = 1L, ["b"] = 2L }, new PythonDict { ["b"] = 2.0, ["a"] = true }));
        Assert.True(PythonEqualityComparer.Instance.Equals(
            new HashSet<object?>(PythonEqualityComparer.Instance) { 1L }, new PythonFrozenSet([1.0])));
        Assert.True(PythonEqualityComparer.Instance.Equals(new PythonByteArray([1]), new byte[] { 1 }));
    }

    [Fact]
    public void Lists_that_contain_themselves_can_be_compared()
    {
        var x = new List<object?>();
        x.Add(x);
        var y = new List<object?>();
        y.Add(y);

        Assert.True(PythonEqualityComparer.Instance.Equals(x, y));
    }

    [Fact]
    public void Unhashable_values_throw()
    {
        Assert.Throws<ArgumentException>(() => PythonEqualityComparer.Instance.GetHashCode(new List<object?>()));
        Assert.Throws<ArgumentException>(() => new PythonDict { [new PythonTuple(new PythonDict())] = 1 });
        Assert.Throws<ArgumentException>(() => new PythonFrozenSet([new PythonByteArray([])]));
    }

    [Fact]
    public void PythonDict_keeps_order_and_the_first_of_equal_keys()
    {
        var dict = new PythonDict { ["b"] = 1L, [null] = 2L, [1L] = 3L };
        dict[true] = 4L;
        dict.Remove("b");
        dict["b"] = 5L;

        Assert.Equal([null, 1L, "b"], dict.Keys);
        Assert.Equal([2L, 4L, 5L], dict.Values);
        Assert.Equal(3, dict.Count);
        Assert.False(dict.TryGetValue("c", out _));
        Assert.Throws<KeyNotFoundException>(() => dict["c"]);
    }
}
