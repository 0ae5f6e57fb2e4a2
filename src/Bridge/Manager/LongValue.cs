using System.Buffers.Binary;
using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>A long bytes or <c>array.array('d')</c> in a reply, received straight into the array that the caller gets.</summary>
internal static class LongValue
{
    // What CPython writes behind the operand: FRAME, memo, tuples, REDUCE, STOP.
    private const int MaxTailBytes = 64;
    private const int HeaderBytes = 1 + sizeof(int);

    // What stands before the items: the type code in a manager's pickle (Lib/multiprocessing/managers.py, reduce_array), the
    // machine format IEEE_754_DOUBLE_LE in others (Modules/arraymodule.c).
    private static ReadOnlySpan<byte> DoubleCode => [(byte)Opcode.ShortBinUnicode, 1, (byte)'d', (byte)Opcode.Memoize];

    private static ReadOnlySpan<byte> DoubleFormat => [(byte)Opcode.BinInt1, 16];

    /// <summary>Makes the array when a frame that begins like this seems to hold hardly more than such a value.</summary>
    internal static IncomingOperand? Find<T>(ReadOnlySpan<byte> head, int frameBytes, PickleLimits limits)
    {
        if (typeof(T) != typeof(byte[]) && typeof(T) != typeof(double[]))
        {
            return null;
        }

        if (!TryFind(head, frameBytes, out var header, out var offset, out var length)
            || length > limits.MaxOperandBytes || length > limits.MaxAllocatedBytes)
        {
            return null;
        }

        if (typeof(T) == typeof(byte[]))
        {
            var bytes = GC.AllocateUninitializedArray<byte>(length);
            return new IncomingOperand(offset, bytes, bytes);
        }

        var before = head[..header];
        if (!BitConverter.IsLittleEndian
            || length % sizeof(double) != 0
            || !(before.EndsWith(DoubleCode) || before.EndsWith(DoubleFormat)))
        {
            return null;
        }

        var doubles = GC.AllocateUninitializedArray<double>(length / sizeof(double));
        return new IncomingOperand(offset, doubles, new CastMemory<double, byte>(doubles).Memory);
    }

    /// <summary>The array, if the pickle is nothing but <c>('#RETURN', value)</c>; false when it must be read as a whole.</summary>
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
            || empty is not Array { Length: 0 })
        {
            return false;
        }

        value = (T)(object)operand.Target;
        return true;
    }

    private static bool TryFind(ReadOnlySpan<byte> head, int frameBytes, out int header, out int offset, out int length)
    {
        for (header = 0; header + HeaderBytes <= head.Length; header++)
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
