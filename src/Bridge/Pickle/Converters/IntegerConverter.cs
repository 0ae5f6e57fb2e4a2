using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>int</c> as one of the .NET integers. A bool is not taken for an int.</summary>
internal sealed class IntegerConverter<T> : PickleConverter<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    // Folded by the JIT, as T is a struct: one of the branches remains for each T.
    private static bool IsWide =>
        typeof(T) == typeof(UInt128) || typeof(T) == typeof(Int128) || typeof(T) == typeof(ulong)
        || typeof(T) == typeof(nuint);

    internal override bool IsLeaf => true;

    internal override ReadOnlyMemory<byte>? BytesOf(ReadOnlyMemory<T> numbers) => CastMemory<T, byte>.Of(numbers);

    internal override T Read(object? value, ReadContext context)
    {
        try
        {
            return value switch
            {
                long number => T.CreateChecked(number),
                BigInteger number => T.CreateChecked(number),
                decimal number when decimal.IsInteger(number) => T.CreateChecked(number),
                IPythonNumber number when number.ToInteger() is { } integer => T.CreateChecked(integer),
                _ => throw ReadContext.Mismatch<T>(value),
            };
        }
        catch (OverflowException e)
        {
            throw new InvalidCastException(
                $"The value is a Python int that is out of range of {TypeName.Of(typeof(T))}.", e);
        }
    }

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        var isRead = reader.TryReadInteger(out var number);
        value = T.CreateTruncating(number);
        return isRead && IsExact(value, number);
    }

    internal override void Write(PickleWriter writer, T value)
    {
        if (IsWide)
        {
            writer.WriteInteger(BigInteger.CreateChecked(value));
        }
        else
        {
            writer.WriteInteger(long.CreateTruncating(value));
        }
    }

    // Optimized at once: a first long list would be written by unoptimized code, at a sixth of the speed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void WriteMany(PickleWriter writer, ReadOnlySpan<T> items)
    {
        if (IsWide)
        {
            base.WriteMany(writer, items);
            return;
        }

        var target = writer.Output.Reserve(items.Length * IntegerEncoding.MaxBytes);
        var used = 0;
        foreach (var item in items)
        {
            used += IntegerEncoding.Write(long.CreateTruncating(item), target[used..]);
        }

        writer.Output.Advance(used);
    }

    internal override bool TryReadMany(ref DirectReader reader, ref ItemBuffer<T> items, Opcode end)
    {
        while (!reader.TrySkip(end))
        {
            if (!reader.TryReadInteger(out var number))
            {
                return false;
            }

            var item = T.CreateTruncating(number);
            if (!IsExact(item, number))
            {
                return false;
            }

            items.Add(item);
        }

        return true;
    }

    private static bool IsExact(T value, long number) =>
        typeof(T) == typeof(long)
        || (long.CreateTruncating(value) == number && (T.IsNegative(value) == (number < 0)));
}
