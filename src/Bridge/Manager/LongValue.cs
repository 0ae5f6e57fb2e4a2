using System.Buffers.Binary;
using Bridge.Connections;
using Bridge.Pickle;
using Bridge.Pickle.Converters;

namespace Bridge.Manager;

/// <summary>
/// A long bytes or <c>array.array</c> in a reply, received straight into the array or pooled memory that the caller gets.
/// </summary>
internal static class LongValue
{
    // What CPython writes behind the operand: FRAME, memo, tuples, REDUCE, STOP.
    private const int MaxTailBytes = 64;
    private const int HeaderBytes = 1 + sizeof(int);

    // What it writes before it is shorter; behind that are the bytes themselves.
    private const int MaxHeadBytes = 256;

    /// <summary>Whether values of a type can be received like that.</summary>
    internal static bool Includes(Type type) =>
        type == typeof(byte[]) || type == typeof(double[]) || PooledTypes.Includes(type);

    /// <summary>Makes the value when a frame that begins like this seems to hold hardly more than such a one.</summary>
    internal static IncomingOperand? Find<T>(ReadOnlySpan<byte> head, int frameBytes, PickleOptions options)
    {
        if (!Includes(typeof(T))
            || !TryFind(head, frameBytes, out var header, out var offset, out var length)
            || length > options.Limits.MaxOperandBytes || length > options.Limits.MaxAllocatedBytes)
        {
            return null;
        }

        switch ((object)options.Converters.Get<T>()) // may be one of the caller's
        {
            case BytesConverter:
                var bytes = GC.AllocateUninitializedArray<byte>(length);
                return new IncomingOperand(offset, bytes, bytes);
            case ArrayConverter<double>:
                return FindDoubles(head[..header], offset, length);
            case IPooledConverter converter when converter.TryRent(head[..header], length, out var memory) is { } value:
                return new IncomingOperand(offset, value, memory);
            default:
                return null;
        }
    }

    /// <summary>The value, if the pickle is nothing but <c>('#RETURN', value)</c>; false when it must be read as a whole.</summary>
    internal static bool TryRead<T>(FrameBuffer reply, PickleOptions options, out T value)
    {
        value = default!;
        if (reply.Incoming is not { Free.IsEmpty: true } operand)
        {
            return false;
        }

        // With an operand of no length in its place, the rest is a whole pickle that the usual reader checks.
        var rest = reply.OwnSpan.ToArray();
        rest.AsSpan(0, operand.Offset)[^sizeof(int)..].Clear();
        if (!DirectReader.TryReadPair<T>(rest, "#RETURN", "#RETURN"u8, options, out var empty)
            || empty is not (Array { Length: 0 } or IPooledMemory { Count: 0 }))
        {
            return false;
        }

        value = (T)(object)operand.Target;
        return true;
    }

    private static IncomingOperand? FindDoubles(ReadOnlySpan<byte> before, int offset, int length)
    {
        if (ArrayDirectReader.FormatBefore(before) != PackedFormat.Of<double>() || length % sizeof(double) != 0)
        {
            return null;
        }

        var doubles = GC.AllocateUninitializedArray<double>(length / sizeof(double));
        return new IncomingOperand(offset, doubles, new CastMemory<double, byte>(doubles).Memory);
    }

    private static bool TryFind(ReadOnlySpan<byte> head, int frameBytes, out int header, out int offset, out int length)
    {
        for (header = 0; header + HeaderBytes <= Math.Min(head.Length, MaxHeadBytes); header++)
        {
            if (head[header] != (byte)Opcode.BinBytes)
            {
                continue;
            }

            var announced = BinaryPrimitives.ReadUInt32LittleEndian(head[(header + 1)..]);
            offset = header + HeaderBytes;
            if (announced <= frameBytes - offset && frameBytes - offset - announced <= MaxTailBytes)
            {
                length = (int)announced;
                return true;
            }
        }

        offset = length = 0;
        return false;
    }
}
