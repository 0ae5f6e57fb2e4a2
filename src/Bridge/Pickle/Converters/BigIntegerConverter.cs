using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>int</c> of any size.</summary>
internal sealed class BigIntegerConverter : PickleConverter<BigInteger>
{
    internal override bool IsLeaf => true;

    internal override BigInteger Read(object? value, ReadContext context) => value switch
    {
        long number => number,
        BigInteger number => number,
        decimal number when decimal.IsInteger(number) => new BigInteger(number),
        IPythonNumber number when number.ToInteger() is { } integer => integer,
        _ => throw ReadContext.Mismatch<BigInteger>(value),
    };

    internal override bool TryReadDirect(ref DirectReader reader, out BigInteger value)
    {
        var isRead = reader.TryReadInteger(out var number);
        value = number;
        return isRead;
    }

    internal override void Write(PickleWriter writer, BigInteger value) => writer.WriteInteger(value);
}
