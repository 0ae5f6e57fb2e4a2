using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>bool</c>.</summary>
internal sealed class BoolConverter : PickleConverter<bool>
{
    internal override bool IsLeaf => true;

    internal override bool Read(object? value, ReadContext context) =>
        value as bool? ?? (value as NumpyScalar)?.Value as bool? ?? throw ReadContext.Mismatch<bool>(value);

    internal override bool TryReadDirect(ref DirectReader reader, out bool value) => reader.TryReadBool(out value);

    internal override void Write(PickleWriter writer, bool value) => writer.WriteBool(value);
}

/// <summary>A <c>str</c> of one character.</summary>
internal sealed class CharConverter : PickleConverter<char>
{
    internal override bool IsLeaf => true;

    internal override char Read(object? value, ReadContext context) =>
        value is string { Length: 1 } text ? text[0] : throw ReadContext.Mismatch<char>(value);

    internal override void Write(PickleWriter writer, char value) => writer.WriteText([value]);
}

/// <summary>Python's <c>complex</c>. Takes int and float as well.</summary>
internal sealed class ComplexConverter : ReducedConverter<Complex>
{
    private static readonly PythonGlobal Class = new("builtins", "complex");

    internal override Complex Read(object? value, ReadContext context) => value switch
    {
        Complex number => number,
        double number => number,
        long number => number,
        NumpyScalar { Value: Complex number } => number,
        IPythonNumber number => number.ToDouble(),
        _ => throw ReadContext.Mismatch<Complex>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, Complex value, object? identity)
    {
        writer.WriteGlobal(Class);
        writer.WriteFloat(value.Real);
        writer.WriteFloat(value.Imaginary);
        writer.WriteReduce(Opcode.Tuple2, identity);
    }
}
