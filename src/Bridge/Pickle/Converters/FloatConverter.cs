using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>
/// Python's <c>float</c> as one of the .NET floats, rounded to what it can hold. Takes an int as well.
/// </summary>
internal sealed class FloatConverter<T> : PickleConverter<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    private const int Size = 1 + sizeof(double);

    internal override bool IsLeaf => true;

    internal override ReadOnlyMemory<byte>? BytesOf(ReadOnlyMemory<T> numbers) => CastMemory<T, byte>.Of(numbers);

    internal override T Read(object? value, ReadContext context) => value switch
    {
        double number => T.CreateTruncating(number),
        long number => T.CreateTruncating(number),
        BigInteger number => T.CreateTruncating((double)number),
        decimal number => T.CreateTruncating(DecimalConverter.ToDouble(number)),
        IPythonNumber number => T.CreateTruncating(number.ToDouble()),
        _ => throw ReadContext.Mismatch<T>(value),
    };

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        var isRead = reader.TryReadFloat(out var number);
        value = T.CreateTruncating(number);
        return isRead;
    }

    internal override void Write(PickleWriter writer, T value) => writer.WriteFloat(double.CreateTruncating(value));

    // Optimized at once: a first long list would be written by unoptimized code, at a sixth of the speed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void WriteMany(PickleWriter writer, ReadOnlySpan<T> items)
    {
        var target = writer.Output.Reserve(items.Length * Size);
        foreach (var item in items)
        {
            target[0] = (byte)Opcode.BinFloat;
            BinaryPrimitives.WriteDoubleBigEndian(target[1..], double.CreateTruncating(item));
            target = target[Size..];
        }

        writer.Output.Advance(items.Length * Size);
    }

    internal override bool TryReadMany(ref DirectReader reader, ref ItemBuffer<T> items, Opcode end)
    {
        while (true)
        {
            var rest = reader.Rest;
            var count = 0;
            while (rest.Length >= Size && rest[0] == (byte)Opcode.BinFloat)
            {
                items.Add(T.CreateTruncating(BinaryPrimitives.ReadDoubleBigEndian(rest[1..])));
                rest = rest[Size..];
                count++;
            }

            reader.Advance(count * Size);
            if (reader.TrySkip(end))
            {
                return true;
            }

            if (!TryReadDirect(ref reader, out var item))
            {
                return false;
            }

            items.Add(item);
        }
    }
}
