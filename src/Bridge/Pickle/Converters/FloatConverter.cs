using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>
/// Python's <c>float</c> as one of the .NET floats, rounded to what it can hold. Takes an int as well.
/// </summary>
internal sealed class FloatConverter<T> : PickleConverter<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    internal override T Read(in PickleValue value, ReadContext context) =>
        value.IsFloat ? T.CreateTruncating(value.Float)
        : value.IsInt ? T.CreateTruncating(value.Int)
        : value.Reference is BigInteger big ? T.CreateTruncating((double)big)
        : throw ReadContext.Mismatch<T>(value);

    internal override void Write(PickleWriter writer, T value) => writer.WriteFloat(double.CreateTruncating(value));
}
