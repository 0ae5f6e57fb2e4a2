namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>bytes</c> as an array; takes a <c>bytearray</c> as well. None is null.</summary>
internal sealed class BytesConverter : PickleConverter<byte[]?>
{
    internal override bool IsLeaf => true;

    internal override byte[]? Read(object? value, ReadContext context) => value switch
    {
        byte[] bytes => bytes,
        PythonByteArray array => array.Bytes,
        PythonBuffer buffer => buffer.Memory.ToArray(),
        null => null,
        _ => throw ReadContext.Mismatch<byte[]>(value),
    };

    internal override bool TryReadDirect(ref DirectReader reader, out byte[]? value)
    {
        if (reader.TrySkip(Opcode.None))
        {
            value = null;
            return true;
        }

        return reader.TryReadBytes(out value);
    }

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
    internal override bool IsLeaf => true;

    internal override ReadOnlyMemory<byte> Read(object? value, ReadContext context) => value switch
    {
        byte[] bytes => bytes,
        PythonByteArray array => array.Bytes,
        PythonBuffer buffer => buffer.Memory,
        _ => throw ReadContext.Mismatch<ReadOnlyMemory<byte>>(value),
    };

    internal override bool TryReadDirect(ref DirectReader reader, out ReadOnlyMemory<byte> value)
    {
        var isRead = reader.TryReadBytes(out var bytes);
        value = bytes;
        return isRead;
    }

    internal override void Write(PickleWriter writer, ReadOnlyMemory<byte> value) =>
        writer.WriteByteString(value, identity: null);
}

/// <summary>Python's <c>bytes</c> as memory.</summary>
internal sealed class MemoryConverter : PickleConverter<Memory<byte>>
{
    internal override bool IsLeaf => true;

    internal override Memory<byte> Read(object? value, ReadContext context) => value switch
    {
        byte[] bytes => bytes,
        PythonByteArray array => array.Bytes,
        PythonBuffer buffer => buffer.Memory.ToArray(),
        _ => throw ReadContext.Mismatch<Memory<byte>>(value),
    };

    internal override bool TryReadDirect(ref DirectReader reader, out Memory<byte> value)
    {
        var isRead = reader.TryReadBytes(out var bytes);
        value = bytes;
        return isRead;
    }

    internal override void Write(PickleWriter writer, Memory<byte> value) =>
        writer.WriteByteString(value, identity: null);
}
