using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>The shortest opcode of a 64-bit int (Modules/_pickle.c, save_long).</summary>
internal static class IntegerEncoding
{
    internal const int MaxBytes = 10;

    /// <summary>Writes into at least <see cref="MaxBytes"/> bytes; the number written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Write(long value, Span<byte> target)
    {
        if ((ulong)value <= byte.MaxValue)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)((byte)Opcode.BinInt1 | ((int)value << 8)));
            return 2;
        }

        if (value == (int)value)
        {
            if ((ulong)value <= ushort.MaxValue)
            {
                target[0] = (byte)Opcode.BinInt2;
                BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)value);
                return 3;
            }

            target[0] = (byte)Opcode.BinInt;
            BinaryPrimitives.WriteInt32LittleEndian(target[1..], (int)value);
            return 5;
        }

        return WriteLong(value, target);
    }

    private static int WriteLong(long value, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target[2..], value);
        var count = 8;
        while (target[count + 1] == (value < 0 ? 0xff : 0) && (target[count] >= 0x80) == (value < 0))
        {
            count--;
        }

        target[0] = (byte)Opcode.Long1;
        target[1] = (byte)count;
        return 2 + count;
    }
}
