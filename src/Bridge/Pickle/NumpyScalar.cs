using System.Numerics;

namespace Bridge.Pickle;

/// <summary>A scalar of numpy: <c>numpy.float64(1.5)</c>, <c>numpy.datetime64("2020-01-01")</c>.</summary>
/// <remarks>Immutable. Equal to a scalar with the same dtype and bytes.</remarks>
public sealed class NumpyScalar : IPythonNumber, IEquatable<NumpyScalar>
{
    /// <summary>A scalar from its bytes.</summary>
    /// <param name="dtype">What the bytes are.</param>
    /// <param name="bytes">One item; not copied.</param>
    /// <exception cref="ArgumentException">The bytes are not one item.</exception>
    public NumpyScalar(NumpyDtype dtype, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(dtype);
        if (bytes.Length != dtype.ItemSize)
        {
            throw new ArgumentException(
                $"A scalar of {dtype} has {dtype.ItemSize} bytes, not {bytes.Length}.", nameof(bytes));
        }

        Dtype = dtype;
        Bytes = bytes;
    }

    /// <summary>The dtype.</summary>
    public NumpyDtype Dtype { get; }

    /// <summary>The bytes, in the byte order of the dtype.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// The value as the .NET type of its size: <see cref="float"/> for float32, <see cref="Complex"/>, string, bytes;
    /// for times the count of units as <see cref="long"/> (<see cref="long.MinValue"/> is NaT).
    /// </summary>
    public object Value => Dtype.Format.ReadExact(Bytes.Span);

    internal string CoreModule { get; init; } = NumpyNames.Numpy1Core;

    private object Natural => Dtype.Format.ReadNatural(Bytes.Span);

    /// <summary>A scalar of a .NET number; numpy's type is the one of the same size.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="NotSupportedException">numpy has no such number.</exception>
    public static NumpyScalar Of<T>(T value)
        where T : unmanaged =>
        new(NumpyDtype.Of<T>(), CastMemory<T, byte>.Of(new[] { value }));

    double IPythonNumber.ToDouble() => Dtype.Kind is 'M' or 'm' ? throw NoNumber() : Natural switch
    {
        double number => number,
        long number => number,
        BigInteger number => (double)number,
        _ => throw NoNumber(),
    };

    BigInteger? IPythonNumber.ToInteger() => Dtype.Kind is 'i' or 'u'
        ? Natural is long number ? number : (BigInteger)Natural
        : null;

    /// <inheritdoc/>
    public bool Equals(NumpyScalar? other) =>
        other is not null && Dtype.Equals(other.Dtype) && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NumpyScalar);

    /// <inheritdoc/>
    public override int GetHashCode() => PythonEqualityComparer.HashOf(Natural);

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);

    private InvalidCastException NoNumber() => new($"A numpy scalar of {Dtype} is no float.");
}
