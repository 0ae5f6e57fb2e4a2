using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Bridge.Pickle;

/// <summary>How one item is kept in bytes, in the terms of numpy's array interface.</summary>
/// <param name="Kind">b, i, u, f, c; M and m for counts of a time unit; S for bytes, U for text.</param>
/// <param name="Size">Bytes of one item.</param>
/// <param name="IsLittleEndian">The byte order of the item, or of each part of it.</param>
internal readonly record struct PackedFormat(char Kind, int Size, bool IsLittleEndian)
{
    private bool IsNative => IsLittleEndian == BitConverter.IsLittleEndian || PartSize == 1;

    /// <summary>Bytes of what has a byte order: half a complex, one character.</summary>
    private int PartSize => Kind switch
    {
        'c' => Size / 2,
        'S' => 1,
        'U' => 4,
        _ => Size,
    };

    /// <summary>The format of a .NET number on this machine; null when it has none.</summary>
    internal static PackedFormat? Of<T>()
    {
        var kind =
            typeof(T) == typeof(bool) ? 'b'
            : typeof(T) == typeof(sbyte) || typeof(T) == typeof(short)
                || typeof(T) == typeof(int) || typeof(T) == typeof(long) ? 'i'
            : typeof(T) == typeof(byte) || typeof(T) == typeof(ushort)
                || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong) ? 'u'
            : typeof(T) == typeof(Half) || typeof(T) == typeof(float) || typeof(T) == typeof(double) ? 'f'
            : typeof(T) == typeof(Complex) ? 'c'
            : '\0';
        return kind == '\0' ? null : new PackedFormat(kind, Unsafe.SizeOf<T>(), BitConverter.IsLittleEndian);
    }

    /// <summary>Whether the bytes are items of a .NET type as they are. Counts of a time unit are long.</summary>
    internal bool Is<T>() => IsNative && HasItems<T>();

    /// <summary>Copies items of the same type, whatever their byte order; false when it is another type.</summary>
    internal bool TryCopy<T>(ReadOnlySpan<byte> source, Span<T> target)
    {
        if (!HasItems<T>() || source.Length != (long)target.Length * Size)
        {
            return false;
        }

        var bytes = MemoryMarshal.CreateSpan(
            ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(target)), source.Length);
        source.CopyTo(bytes);
        if (Kind == 'b')
        {
            Normalize(bytes);
        }
        else if (!IsNative)
        {
            Reverse(bytes, PartSize);
        }

        return true;
    }

    /// <summary>An item as the natural value of a Python number.</summary>
    internal object ReadNatural(ReadOnlySpan<byte> item) => Kind switch
    {
        'b' => BoxedValues.Of(item[0] != 0),
        'i' or 'M' or 'm' => BoxedValues.Of(ReadSigned(item)),
        'u' => ReadUnsigned(item) is var number && number <= long.MaxValue
            ? BoxedValues.Of((long)number)
            : (BigInteger)ReadUnsigned(item),
        'f' => ReadFloat(item),
        'c' => ReadComplex(item),
        'S' => item.TrimEnd((byte)0).ToArray(),
        _ => ReadText(item),
    };

    /// <summary>An item as the .NET type of its size.</summary>
    internal object ReadExact(ReadOnlySpan<byte> item) => (Kind, Size) switch
    {
        ('i', 1) => (sbyte)ReadSigned(item),
        ('i', 2) => (short)ReadSigned(item),
        ('i', 4) => (int)ReadSigned(item),
        ('u', 1) => (byte)ReadUnsigned(item),
        ('u', 2) => (ushort)ReadUnsigned(item),
        ('u', 4) => (uint)ReadUnsigned(item),
        ('u', 8) => ReadUnsigned(item),
        ('f', 2) => (Half)ReadFloat(item),
        ('f', 4) => (float)ReadFloat(item),
        _ => ReadNatural(item),
    };

    /// <summary>A copy of items in the byte order of this machine.</summary>
    internal byte[] ToNative(ReadOnlySpan<byte> source)
    {
        var result = source.ToArray();
        if (!IsNative)
        {
            Reverse(result, PartSize);
        }

        return result;
    }

    private static void Normalize(Span<byte> flags)
    {
        if (flags.IndexOfAnyExceptInRange((byte)0, (byte)1) >= 0)
        {
            foreach (ref var flag in flags)
            {
                flag = flag != 0 ? (byte)1 : (byte)0;
            }
        }
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            default:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private bool HasItems<T>() =>
        Of<T>() is { } own && own.Size == Size
        && (own.Kind == Kind || (own.Kind == 'i' && Kind is 'M' or 'm'));

    private long ReadSigned(ReadOnlySpan<byte> item) => Size switch
    {
        1 => (sbyte)item[0],
        2 => (short)ReadUnsigned(item),
        4 => (int)ReadUnsigned(item),
        _ => (long)ReadUnsigned(item),
    };

    private ulong ReadUnsigned(ReadOnlySpan<byte> item)
    {
        ulong value = 0;
        for (var i = 0; i < item.Length; i++)
        {
            value = (value << 8) | item[IsLittleEndian ? item.Length - 1 - i : i];
        }

        return value;
    }

    private double ReadFloat(ReadOnlySpan<byte> item)
    {
        var bits = ReadUnsigned(item);
        return item.Length switch
        {
            2 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            4 => BitConverter.UInt32BitsToSingle((uint)bits),
            _ => BitConverter.UInt64BitsToDouble(bits),
        };
    }

    private Complex ReadComplex(ReadOnlySpan<byte> item) =>
        new(ReadFloat(item[..PartSize]), ReadFloat(item[PartSize..]));

    /// <summary>Text in UTF-32, padded with NULs; a lone surrogate stays one.</summary>
    private string ReadText(ReadOnlySpan<byte> item)
    {
        var text = new StringBuilder(Size / 4);
        for (var i = 0; i + 4 <= item.Length; i += 4)
        {
            var code = ReadUnsigned(item.Slice(i, 4));
            if (code <= 0xFFFF)
            {
                text.Append((char)code);
            }
            else
            {
                var isValid = Rune.TryCreate((int)Math.Min(code, int.MaxValue), out var rune);
                text.Append(isValid ? rune : Rune.ReplacementChar);
            }
        }

        return text.ToString().TrimEnd('\0');
    }
}
