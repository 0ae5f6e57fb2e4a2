using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>bool</c>.</summary>
internal sealed class BoolConverter : PickleConverter<bool>
{
    internal override bool Read(in PickleValue value, ReadContext context) =>
        value.IsBool ? value.Bool : throw ReadContext.Mismatch<bool>(value);

    internal override void Write(PickleWriter writer, bool value) => writer.WriteBool(value);
}

/// <summary>Python's <c>complex</c>. Takes int and float as well.</summary>
internal sealed class ComplexConverter : PickleConverter<Complex>
{
    private static readonly PythonGlobal Class = new("builtins", "complex");

    internal override Complex Read(in PickleValue value, ReadContext context) =>
        value.Reference is Complex complex ? complex
        : value.IsFloat ? value.Float
        : value.IsInt ? value.Int
        : throw ReadContext.Mismatch<Complex>(value);

    internal override void Write(PickleWriter writer, Complex value)
    {
        writer.WriteGlobal(Class);
        writer.WriteFloat(value.Real);
        writer.WriteFloat(value.Imaginary);
        writer.WriteOpcode(Opcode.Tuple2);
        writer.WriteOpcode(Opcode.Reduce);
    }
}

/// <summary>A <c>str</c> of one character.</summary>
internal sealed class CharConverter : PickleConverter<char>
{
    internal override char Read(in PickleValue value, ReadContext context) =>
        value.Reference is string { Length: 1 } text ? text[0] : throw ReadContext.Mismatch<char>(value);

    internal override void Write(PickleWriter writer, char value) => writer.WriteText([value]);
}

/// <summary>Python's <c>str</c>; None is null.</summary>
internal sealed class StringConverter : PickleConverter<string?>
{
    internal override string? Read(in PickleValue value, ReadContext context) =>
        value.Reference as string ?? (value.IsNone ? null : throw ReadContext.Mismatch<string>(value));

    internal override void Write(PickleWriter writer, string? value)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else
        {
            writer.WriteString(value);
        }
    }
}
