using System.Numerics;
using CsCheck;

namespace Bridge.InteropTests.Pickle;

/// <summary>The .NET types of the table of types, with values of each.</summary>
internal static class TypedCases
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char['a', 'z'], 0, 8];

    /// <summary>All.</summary>
    public static IReadOnlyList<TypedCase> All { get; } =
    [
        TypedCase.Of("bool:", Gen.Bool),
        TypedCase.Of("int:", Gen.SByte),
        TypedCase.Of("int:", Gen.Byte),
        TypedCase.Of("int:", Gen.Short),
        TypedCase.Of("int:", Gen.UShort),
        TypedCase.Of("int:", Gen.Int),
        TypedCase.Of("int:", Gen.UInt),
        TypedCase.Of("int:", Gen.Long),
        TypedCase.Of("int:", Gen.ULong),
        TypedCase.Of("int:", Gen.Byte.Array[1, 40].Select(bytes => new BigInteger(bytes))),
        TypedCase.Of("float:", Gen.Float),
        TypedCase.Of("float:", Gen.Double),
        TypedCase.Of("complex:", Gen.Double.Select(Gen.Double, (real, imaginary) => new Complex(real, imaginary))),
        TypedCase.Of("datetime.datetime:", Gen.DateTime.Select(clock => Whole(clock))),
        TypedCase.Of("datetime.date:", Gen.Date.Select(clock => DateOnly.FromDateTime(clock))),
        TypedCase.Of("datetime.timedelta:", Gen.Int.Select(seconds => TimeSpan.FromSeconds(seconds))),
        TypedCase.Of("uuid.UUID:", Gen.Guid),
        TypedCase.Of("decimal.Decimal:", Gen.Decimal.Where(number => number != 0 || !decimal.IsNegative(number))),
        TypedCase.Of("int:", Gen.Long.Select(Gen.ULong, (upper, lower) => new Int128((ulong)upper, lower))),
        TypedCase.Of("float:", Gen.Float[-60_000, 60_000].Select(number => (Half)number)),
        TypedCase.Of("str:", Gen.String),
        TypedCase.Of("bytes:", Gen.Byte.Array),
        TypedCase.Of("list(", Gen.Int.Array),
        TypedCase.Of("list(", Gen.Long.Array[0, 1200]),
        TypedCase.Of("list(", Gen.Double.Array[0, 1200]),
        TypedCase.Of("list(", Gen.Bool.Array),
        TypedCase.Of("list(", Word.Array),
        TypedCase.Of("list(", Gen.Int.List),
        TypedCase.Of("list(", Gen.Double.List),
        TypedCase.Of("list(", Word.List),
        TypedCase.Of("list(", Gen.Int.Array[0, 5].Array[0, 5]),
        TypedCase.Of("list(", Gen.Int.Nullable().List),
        TypedCase.Of("set{", Gen.Int.HashSet),
        TypedCase.Of("set{", Word.HashSet),
        TypedCase.Of("dict(", Gen.Dictionary(Word, Gen.Double)),
        TypedCase.Of("dict(", Gen.Dictionary(Gen.Int, Word)[0, 1200]),
        TypedCase.Of("dict(", Gen.Dictionary(Word, Gen.Int.List)[0, 5]),
        TypedCase.Of("tuple(", Gen.Select(Gen.Int, Word)),
        TypedCase.Of("tuple(", Gen.Select(Gen.Int, Gen.Double, Word)),
        TypedCase.Of("tuple(", Gen.Select(Gen.Int, Gen.Double, Word, Gen.Bool)),
        TypedCase.Of("list(", Gen.Select(Gen.Int, Word).List),
    ];

    private static DateTime Whole(DateTime clock) =>
        new(clock.Ticks - (clock.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified);
}
