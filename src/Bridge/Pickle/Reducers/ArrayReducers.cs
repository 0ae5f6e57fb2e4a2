using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bridge.Pickle.Reducers;

/// <summary>
/// <c>array.array</c>: by machine format, by a list of items (pickle protocol 2), or by bytes (multiprocessing).
/// </summary>
internal static class ArrayReducers
{
    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
    [
        new(PythonArrayFormat.Class, new ArrayReducer()),
        new(PythonArrayFormat.Reconstructor, new ReconstructorReducer()),
    ];

    private static PythonArray? FromItems(char typeCode, PackedFormat format, ReadOnlySpan<object?> items)
    {
        var bytes = (format.Kind, format.Size) switch
        {
            ('i', 1) => Pack<sbyte>(items),
            ('u', 1) => Pack<byte>(items),
            ('i', 2) => Pack<short>(items),
            ('u', 2) => Pack<ushort>(items),
            ('i', 4) => Pack<int>(items),
            ('u', 4) => Pack<uint>(items),
            ('i', 8) => Pack<long>(items),
            ('u', 8) => Pack<ulong>(items),
            ('f', 4) => PackFloats<float>(items),
            ('f', 8) => PackFloats<double>(items),
            _ => PackText(items),
        };
        return bytes is null ? null : new PythonArray(typeCode, bytes, format) { IsList = true };
    }

    private static byte[]? Pack<T>(ReadOnlySpan<object?> items)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var (least, most) = (BigInteger.CreateChecked(T.MinValue), BigInteger.CreateChecked(T.MaxValue));
        var bytes = new byte[items.Length * Unsafe.SizeOf<T>()];
        var target = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        for (var i = 0; i < items.Length; i++)
        {
            BigInteger? number = items[i] switch
            {
                long value => value,
                BigInteger value => value,
                _ => null,
            };
            if (number is not { } found || found < least || found > most)
            {
                return null;
            }

            target[i] = T.CreateTruncating(found);
        }

        return bytes;
    }

    private static byte[]? PackFloats<T>(ReadOnlySpan<object?> items)
        where T : unmanaged, IFloatingPoint<T>
    {
        var bytes = new byte[items.Length * Unsafe.SizeOf<T>()];
        var target = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is not double number)
            {
                return null;
            }

            target[i] = T.CreateTruncating(number);
        }

        return bytes;
    }

    private static byte[]? PackText(ReadOnlySpan<object?> items)
    {
        var bytes = new byte[items.Length * 4];
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is not string { Length: 1 or 2 } text
                || (text.Length == 2 && !char.IsSurrogatePair(text[0], text[1])))
            {
                return null;
            }

            MemoryMarshal.Cast<byte, int>(bytes.AsSpan())[i] =
                text.Length == 1 ? text[0] : char.ConvertToUtf32(text[0], text[1]);
        }

        return bytes;
    }

    private sealed class ArrayReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall || call.Arguments.Items is not [string { Length: 1 } code, var content]
                || PythonArrayFormat.Of(code[0]) is not { } format)
            {
                return null;
            }

            switch (content)
            {
                case byte[] bytes:
                    return bytes.Length % format.Size == 0 ? new PythonArray(code[0], bytes, format) : null;
                case List<object?> items:
                    call.Budget.Spend((long)items.Count * format.Size);
                    return FromItems(code[0], format, CollectionsMarshal.AsSpan(items));
                default:
                    return null;
            }
        }
    }

    private sealed class ReconstructorReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall
                || call.Arguments.Items is not
                    [PythonGlobal type, string { Length: 1 } code, long machine, byte[] bytes]
                || type != PythonArrayFormat.Class
                || PythonArrayFormat.FromMachine(code[0], machine) is not { } format || bytes.Length % format.Size != 0)
            {
                return null;
            }

            if (format.IsLittleEndian == BitConverter.IsLittleEndian || format.Size == 1)
            {
                return new PythonArray(code[0], bytes, format);
            }

            call.Budget.Spend(bytes.Length);
            return new PythonArray(
                code[0], format.ToNative(bytes), format with { IsLittleEndian = BitConverter.IsLittleEndian });
        }
    }
}
