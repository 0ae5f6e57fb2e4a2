namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>bytes</c> as a struct around an array.</summary>
internal sealed class WrappedBytesConverter<T>(
    PickleConverter<byte[]> bytes, Func<byte[], T> wrap, Func<T, ReadOnlyMemory<byte>> unwrap) : PickleConverter<T>
    where T : struct
{
    internal override bool IsLeaf => true;

    internal override T Read(object? value, ReadContext context) =>
        value is byte[] or PythonByteArray or PythonBuffer
            ? wrap(bytes.Read(value, context)) : throw ReadContext.Mismatch<T>(value);

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        var isRead = reader.TryReadBytes(out var array);
        value = isRead ? wrap(array!) : default;
        return isRead;
    }

    internal override void Write(PickleWriter writer, T value) => writer.WriteByteString(unwrap(value), identity: null);
}
