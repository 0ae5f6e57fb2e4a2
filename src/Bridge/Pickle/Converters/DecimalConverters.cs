using System.Globalization;
using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>decimal.Decimal</c>, never rounded. Takes an int as well.</summary>
internal sealed class DecimalConverter : ReducedConverter<decimal>
{
    private static readonly PythonGlobal Class = new("decimal", "Decimal");

    internal override decimal Read(object? value, ReadContext context) => value switch
    {
        decimal number => number,
        long number => number,
        BigInteger number when BigInteger.Abs(number) <= new BigInteger(decimal.MaxValue) => (decimal)number,
        PythonDecimal number when number.Parts.TryToEqual(out var equal) => equal,
        PythonDecimal or BigInteger => throw new InvalidCastException(
            $"The value is a Python {PythonTypeName.Of(value)} that decimal cannot hold exactly."),
        _ => throw ReadContext.Mismatch<decimal>(value),
    };

    /// <summary>The nearest double; the cast of .NET may miss it.</summary>
    internal static double ToDouble(decimal value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    internal static void Write(PickleWriter writer, string text, object? identity)
    {
        writer.WriteGlobal(Class);
        writer.WriteString(text);
        writer.WriteReduce(Opcode.Tuple1, identity);
    }

    private protected override void WriteReduced(PickleWriter writer, decimal value, object? identity) =>
        Write(writer, DecimalParts.Of(value).ToPythonText(), identity);
}

/// <summary>Any <c>decimal.Decimal</c>.</summary>
internal sealed class PythonDecimalConverter : ReducedConverter<PythonDecimal>
{
    internal override PythonDecimal Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonDecimal number => number,
        decimal number => new PythonDecimal(DecimalParts.Of(number).ToPythonText()),
        _ => throw ReadContext.Mismatch<PythonDecimal>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, PythonDecimal value, object? identity) =>
        DecimalConverter.Write(writer, value.Text, identity);
}

/// <summary>
/// Python's <c>fractions.Fraction</c>, written as two ints: as CPython 3.11 does it, and what older ones take as well.
/// </summary>
internal sealed class FractionConverter : ReducedConverter<PythonFraction>
{
    private static readonly PythonGlobal Class = new("fractions", "Fraction");

    internal override PythonFraction Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonFraction number => number,
        long number => new PythonFraction(number, BigInteger.One),
        BigInteger number => new PythonFraction(number, BigInteger.One),
        _ => throw ReadContext.Mismatch<PythonFraction>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, PythonFraction value, object? identity)
    {
        writer.WriteGlobal(Class);
        writer.WriteInteger(value.Numerator);
        writer.WriteInteger(value.Denominator);
        writer.WriteReduce(Opcode.Tuple2, identity);
    }
}

/// <summary>Python's <c>range</c>.</summary>
internal sealed class RangeConverter : ReducedConverter<PythonRange>
{
    private static readonly PythonGlobal Class = new("builtins", "range");

    internal override PythonRange Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonRange range => range,
        _ => throw ReadContext.Mismatch<PythonRange>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, PythonRange value, object? identity)
    {
        writer.WriteGlobal(Class);
        writer.WriteInteger(value.Start);
        writer.WriteInteger(value.Stop);
        writer.WriteInteger(value.Step);
        writer.WriteReduce(Opcode.Tuple3, identity);
    }
}
