namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>str</c>; None is null. Takes a path as well.</summary>
internal sealed class StringConverter : PickleConverter<string?>
{
    internal override bool IsLeaf => true;

    internal override string? Read(object? value, ReadContext context) =>
        value as string
        ?? (value as PythonPath)?.Text
        ?? (value is null ? null : throw ReadContext.Mismatch<string>(value));

    internal override bool TryReadDirect(ref DirectReader reader, out string? value)
    {
        if (reader.TrySkip(Opcode.None))
        {
            value = null;
            return true;
        }

        return reader.TryReadString(out value);
    }

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
