namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>bytes</c> as an array; takes a <c>bytearray</c> as well. None is null.</summary>
internal sealed class BytesConverter : PickleConverter<byte[]?>
{
    internal override byte[]? Read(in PickleValue value, ReadContext context) => value.Reference switch
    {
        byte[] bytes => bytes,
        PythonByteArray array => array.Bytes,
        null => null,
        _ => throw ReadContext.Mismatch<byte[]>(value),
    };

    internal override void Write(PickleWriter writer, byte[]? value)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else
        {
            writer.WriteByteString(value, value);
        }
    }
}

/// <summary>Python's <c>bytes</c> as read-only memory.</summary>
internal sealed class ReadOnlyMemoryConverter : PickleConverter<ReadOnlyMemory<byte>>
{
    internal override ReadOnlyMemory<byte> Read(in PickleValue value, ReadContext context) => value.Reference switch
    {
        byte[] bytes => bytes,
        PythonByteArray array => array.Bytes,
        _ => throw ReadContext.Mismatch<ReadOnlyMemory<byte>>(value),
    };

    internal override void Write(PickleWriter writer, ReadOnlyMemory<byte> value) =>
        writer.WriteByteString(value.Span, identity: null);
}

/// <summary>Python's <c>bytes</c> as memory.</summary>
internal sealed class MemoryConverter : PickleConverter<Memory<byte>>
{
    internal override Memory<byte> Read(in PickleValue value, ReadContext context) => value.Reference switch
    {
        byte[] bytes => bytes,
        PythonByteArray array => array.Bytes,
        _ => throw ReadContext.Mismatch<Memory<byte>>(value),
    };

    internal override void Write(PickleWriter writer, Memory<byte> value) =>
        writer.WriteByteString(value.Span, identity: null);
}
