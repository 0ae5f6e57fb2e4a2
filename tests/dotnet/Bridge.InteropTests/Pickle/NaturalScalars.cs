using System.Numerics;
using Bridge.Pickle;
using CsCheck;

namespace Bridge.InteropTests.Pickle;

/// <summary>Generators of the natural values that are no containers.</summary>
internal static class NaturalScalars
{
    /// <summary>Strings; lone surrogates among them.</summary>
    public static Gen<object?> Text { get; } = Box(Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char['a', 'z'], 0, 5],
        Gen.Char.Array[0, 4].Select(letters => new string(letters)),
        Gen.OneOfConst("", "key", "name", "\ud800", "\udc80b", "\U0001f600", "\u2028\x85", new string('\u00e9', 200))));

    private static Gen<object?> Integer { get; } = Gen.OneOf(
        Box(Gen.Long),
        Box(Gen.Long[-300, 300]),
        Box(Gen.OneOfConst(long.MinValue, long.MaxValue, 65_535L, 65_536L, -32_769L)));

    private static Gen<object?> BigInt { get; } = Box(
        from bytes in Gen.Byte.Array[9, 300]
        from exponent in Gen.Int[0, 3]
        let value = new BigInteger(bytes) << (exponent * 8)
        where value < long.MinValue || value > long.MaxValue
        select value);

    private static Gen<object?> Float { get; } = Box(Gen.OneOf(
        Gen.Double, Gen.OneOfConst(0.0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 0.1)));

    private static Gen<object?> Bytes { get; } = Box(Gen.OneOf(Gen.Byte.Array, Gen.Byte.Array[254, 258]));

    private static Gen<object?> Global { get; } = Box(Gen.OneOfConst(
        new PythonGlobal("builtins", "int"),
        new PythonGlobal("collections", "OrderedDict"),
        new PythonGlobal("classes", "Plain")));

    private static Gen<DateTime> Clock { get; } =
        from day in Gen.Int[0, DateOnly.MaxValue.DayNumber]
        from microsecond in Gen.Long[0, (TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond) - 1]
        select new DateTime((day * TimeSpan.TicksPerDay) + (microsecond * TimeSpan.TicksPerMicrosecond));

    private static Gen<object?> AwareClock { get; } = Box(
        from clock in Clock
        from minutes in Gen.Int[-14 * 60, 14 * 60]
        where clock.Year is > 1 and < 9999
        select new DateTimeOffset(clock, TimeSpan.FromMinutes(minutes)));

    private static Gen<object?> Span { get; } = Box(
        Gen.Long[long.MinValue / 10, long.MaxValue / 10].Select(microseconds => new TimeSpan(microseconds * 10)));

    /// <summary>Those that may be keys, and are equal to themselves.</summary>
    public static IReadOnlyList<Gen<object?>> Hashable { get; } =
    [
        Gen.Const((object?)null),
        Box(Gen.Bool),
        Integer,
        BigInt,
        Float.Where(value => !double.IsNaN((double)value!)),
        Text,
        Bytes,
        Global,
        Box(Clock),
        AwareClock,
        Box(Clock.Select(clock => DateOnly.FromDateTime(clock))),
        Box(Clock.Select(clock => TimeOnly.FromDateTime(clock))),
        Span,
        Box(Gen.Guid),
        Box(Gen.Decimal.Where(number => number != 0 || !decimal.IsNegative(number))), // -0 is a PythonDecimal
    ];

    /// <summary>All.</summary>
    public static IReadOnlyList<Gen<object?>> All { get; } =
    [
        .. Hashable,
        Float,
        Box(Gen.Double.Select(Gen.Double, (real, imaginary) => new Complex(real, imaginary))),
        Box(Gen.Byte.Array.Select(bytes => new PythonByteArray(bytes))),
        Box(Gen.Long.Select(Gen.Int, (stop, step) => new PythonSlice(null, stop, (long)step))),
    ];

    private static Gen<object?> Box<T>(Gen<T> gen) => gen.Select(value => (object?)value);
}
