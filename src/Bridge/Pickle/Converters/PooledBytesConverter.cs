using System.Buffers;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>bytes</c> in pooled memory; takes a <c>bytearray</c> as well. None is null.</summary>
/// <remarks>Each value has memory of its own, also where a pickle has the same bytes twice: one may be disposed first.</remarks>
internal sealed class PooledBytesConverter : PickleConverter<IMemoryOwner<byte>?>, IPooledConverter
{
    internal override bool IsLeaf => true;

    public IPooledMemory? TryRent(ReadOnlySpan<byte> before, int bytes, out Memory<byte> memory)
    {
        var value = new PooledMemory<byte>(bytes);
        memory = value.Memory;
        return value;
    }

    internal override IMemoryOwner<byte>? Read(object? value, ReadContext context)
    {
        if (value is null)
        {
            return null;
        }

        var bytes = value switch
        {
            byte[] array => array,
            PythonByteArray array => array.Bytes,
            PythonBuffer buffer => buffer.Memory,
            _ => throw ReadContext.Mismatch<IMemoryOwner<byte>>(value),
        };
        context.Spend(bytes.Length);
        return Copy(bytes.Span);
    }

    internal override bool TryReadDirect(ref DirectReader reader, out IMemoryOwner<byte>? value)
    {
        value = null;
        if (reader.TrySkip(Opcode.None))
        {
            return true;
        }

        if (!reader.TryReadOperand(Opcode.ShortBinBytes, Opcode.BinBytes, out var bytes)
            && !reader.TryReadByteArray8(out bytes))
        {
            return false;
        }

        value = Copy(bytes);
        return reader.TryMemoize(null, null);
    }

    internal override void Write(PickleWriter writer, IMemoryOwner<byte>? value)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else
        {
            writer.WriteByteString(value.Memory, value);
        }
    }

    private static PooledMemory<byte> Copy(ReadOnlySpan<byte> bytes)
    {
        var value = new PooledMemory<byte>(bytes.Length);
        bytes.CopyTo(value.Memory.Span);
        return value;
    }
}
