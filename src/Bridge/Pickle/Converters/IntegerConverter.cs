using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>int</c> as one of the .NET integers. A bool is not taken for an int.</summary>
internal sealed class IntegerConverter<T> : PickleConverter<T>
    where T : struct, IBinaryInteger<T>
{
    internal override T Read(in PickleValue value, ReadContext context)
    {
        try
        {
            return value.IsInt ? T.CreateChecked(value.Int)
                : value.Reference is BigInteger big ? T.CreateChecked(big)
                : throw ReadContext.Mismatch<T>(value);
        }
        catch (OverflowException e)
        {
            throw new InvalidCastException(
                $"The value is a Python int that is out of range of {TypeName.Of(typeof(T))}.", e);
        }
    }

    internal override void Write(PickleWriter writer, T value)
    {
        // Folded by the JIT: one of the branches remains per T.
        if (typeof(T) == typeof(UInt128) || typeof(T) == typeof(Int128) || typeof(T) == typeof(BigInteger)
            || typeof(T) == typeof(ulong) || typeof(T) == typeof(nuint))
        {
            writer.WriteInteger(BigInteger.CreateChecked(value));
        }
        else
        {
            writer.WriteInteger(long.CreateTruncating(value));
        }
    }
}
