using System.Collections.Immutable;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>bytes</c> as a struct around an array.</summary>
internal sealed class WrappedBytesConverter<T>(
    PickleConverter<byte[]> bytes, Func<byte[], T> wrap, Func<T, ReadOnlyMemory<byte>> unwrap) : PickleConverter<T>
    where T : struct
{
    internal override bool IsLeaf => true;

    private static bool Copies => typeof(T) == typeof(ImmutableArray<byte>);

    internal override T Read(object? value, ReadContext context)
    {
        if (value is not (byte[] or PythonByteArray or PythonBuffer))
        {
            throw ReadContext.Mismatch<T>(value);
        }

        // A pickle can refer to the same bytes over and over.
        if (Copies && context.TryGetShared(value, this, out var known))
        {
            return (T)known!;
        }

        var result = wrap(bytes.Read(value, context));
        if (Copies)
        {
            context.Keep(value, this, result);
        }

        return result;
    }

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        value = default;
        if ((Copies && reader.Peek() is (Opcode.BinGet or Opcode.LongBinGet)) || !reader.TryReadBytes(out var array))
        {
            return false;
        }

        value = wrap(array!);
        return true;
    }

    internal override void Write(PickleWriter writer, T value) => writer.WriteByteString(unwrap(value), identity: null);
}
