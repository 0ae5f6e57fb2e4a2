namespace Bridge.Pickle.Converters;

/// <summary>A value or None.</summary>
internal sealed class NullableConverter<T>(PickleConverter<T> inner) : PickleConverter<T?>
    where T : struct
{
    internal override bool IsLeaf => inner.IsLeaf;

    internal override T? Read(object? value, ReadContext context) =>
        value is null ? null : inner.Read(value, context);

    internal override bool TryReadDirect(ref DirectReader reader, out T? value)
    {
        if (reader.TrySkip(Opcode.None))
        {
            value = null;
            return true;
        }

        var isRead = inner.TryReadDirect(ref reader, out var present);
        value = present;
        return isRead;
    }

    internal override bool MayStartWith(Opcode opcode) => opcode == Opcode.None || inner.MayStartWith(opcode);

    internal override void Write(PickleWriter writer, T? value)
    {
        if (value is { } present)
        {
            inner.Write(writer, present);
        }
        else
        {
            writer.WriteNone();
        }
    }
}
