using System.Numerics;
using Bridge.Pickle;
using Python.Runtime;

namespace Bridge.PythonNet.Tests;

public sealed class ValueTests(PythonFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPython Python => fixture.Python;

    public static TheoryData<string, object?> Values => new()
    {
        { "None", null },
        { "True", true },
        { "-1", -1L },
        { "2**4000", BigInteger.Pow(2, 4000) },
        { "1.5", 1.5 },
        { "'a\\x00\\u20ac\\U0001f600'", "a\0\u20ac\U0001f600" },
        { "b'\\x00\\xff'", new byte[] { 0, 255 } },
        { "(1, ('x', None))", new PythonTuple(1L, new PythonTuple("x", null)) },
        { "[1, [2.5]]", new List<object?> { 1L, new List<object?> { 2.5 } } },
        { "{'k': {1: b'v'}}", new PythonDict { ["k"] = new PythonDict { [1L] = "v"u8.ToArray() } } },
        { "__import__('decimal').Decimal('1.10')", 1.10m },
        { "__import__('uuid').UUID(int=5)", new Guid("00000000-0000-0000-0000-000000000005") },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_is_equal_on_both_sides(string expression, object? value) => await Python.RunAsync(
        () =>
        {
            using var written = PythonEngine.Eval(expression);
            using var crossed = Python.ToPython(value);
            using var equal = written.InvokeMethod("__eq__", crossed);

            Assert.True(equal.IsTrue(), $"{crossed.Repr()} is not {expression}");
            Assert.Equal(value, Python.FromPython<object?>(written));
        },
        Cancel);

    [Fact]
    public async Task A_mebibyte_of_bytes_crosses_as_it_is()
    {
        var bytes = new byte[1 << 20];
        new Random(8).NextBytes(bytes);
        var (reversed, same) = await Python.RunAsync(
            () =>
            {
                using var python = Python.ToPython(bytes);
                using var builtins = Py.Import("builtins");
                using var back = builtins.InvokeMethod("bytes", builtins.InvokeMethod("reversed", python));
                return (Python.FromPython<byte[]>(back), Python.FromPython<byte[]>(python));
            },
            Cancel);

        Assert.Equal(bytes, same);
        Array.Reverse(reversed);
        Assert.Equal(bytes, reversed);
    }

    [Fact]
    public async Task Records_and_arrays_travel_as_Bridges_codec_writes_them()
    {
        var order = await Python.RunAsync(
            () =>
            {
                using var python = Python.ToPython(new Order("tea", 3, [1.5, 2.5]));
                Assert.Equal("{'item': 'tea', 'count': 3, 'prices': [1.5, 2.5]}", python.Repr());
                return Python.FromPython<Order>(python);
            },
            Cancel);

        Assert.Equal(("tea", 3), (order.Item, order.Count));
        Assert.Equal([1.5, 2.5], order.Prices);
    }

    [Fact]
    public async Task A_value_of_another_type_is_a_clear_error()
    {
        var wrong = await Assert.ThrowsAsync<InvalidCastException>(
            () => Python.CallAsync<int>("builtins", "str", ["x"], cancellationToken: Cancel));
        var unknown = await Assert.ThrowsAsync<PicklingException>(
            () => Python.CallAsync<object?>("builtins", "print", [new Action(() => { })], cancellationToken: Cancel));
        var unpicklable = await Assert.ThrowsAsync<PicklingException>(
            () => Python.CallAsync<object?>("threading", "Lock", cancellationToken: Cancel));

        var byHand = await Assert.ThrowsAsync<PicklingException>(() => Python.RunAsync(
            () =>
            {
                using var gate = Py.Import("threading").InvokeMethod("Lock");
                return Python.FromPython<object?>(gate) is null;
            },
            Cancel));

        Assert.StartsWith("a lock cannot be pickled", byHand.Message, StringComparison.Ordinal);
        Assert.Contains("str", wrong.Message, StringComparison.Ordinal);
        Assert.StartsWith("System.Action has no Python equivalent", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("which cannot be pickled", unpicklable.Message, StringComparison.Ordinal);
    }

    private sealed record Order(string Item, int Count, double[] Prices);
}
