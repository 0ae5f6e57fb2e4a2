using System.Buffers;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>An <c>array.array</c> in pooled memory; reads what <see cref="ArrayConverter{TItem}"/> reads. None is null.</summary>
/// <remarks>Each value has memory of its own, as with <see cref="PooledBytesConverter"/>.</remarks>
internal sealed class PooledNumbersConverter<T>(PickleConverter<T> items)
    : PickleConverter<IMemoryOwner<T>?>, IPooledConverter
    where T : unmanaged
{
    internal override bool IsLeaf => true;

    public IPooledMemory? TryRent(ReadOnlySpan<byte> before, int bytes, out Memory<byte> memory)
    {
        if (ArrayDirectReader.FormatBefore(before) != PackedFormat.Of<T>() || bytes % Unsafe.SizeOf<T>() != 0)
        {
            memory = default;
            return null;
        }

        var value = new PooledMemory<T>(bytes / Unsafe.SizeOf<T>());
        memory = new CastMemory<T, byte>(value.Memory).Memory;
        return value;
    }

    internal override IMemoryOwner<T>? Read(object? value, ReadContext context)
    {
        if (value is null)
        {
            return null;
        }

        var source = NaturalItems.OfList(value) ?? throw ReadContext.Mismatch<IMemoryOwner<T>>(value);
        context.Spend((long)source.Count * Unsafe.SizeOf<T>());
        var result = new PooledMemory<T>(source.Count);
        var target = result.Memory.Span;
        if (value is not IPackedItems packed || !packed.TryCopyTo(target))
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = items.Read(source[i], context);
            }
        }

        return result;
    }

    internal override bool TryReadDirect(ref DirectReader reader, out IMemoryOwner<T>? value)
    {
        value = null;
        if (reader.TrySkip(Opcode.None))
        {
            return true;
        }

        var packed = default(PackedDirectReader<T>);
        if (!packed.TryRead(ref reader))
        {
            return false;
        }

        var result = new PooledMemory<T>(packed.Count);
        value = result;
        return packed.TryCopyTo(result.Memory.Span);
    }

    internal override void Write(PickleWriter writer, IMemoryOwner<T>? value)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else if (!writer.TryWriteReference(value))
        {
            IPythonReducible array = PythonArray.Of((ReadOnlyMemory<T>)value.Memory);
            PythonObjectWriting.Write(writer, array.Reduce(writer.Options), value);
        }
    }
}
