using System.Globalization;
using System.Numerics;

namespace Bridge.Pickle;

/// <summary>A Python <c>fractions.Fraction</c>, in lowest terms.</summary>
/// <remarks>Thread-safe. Equal to numbers of the same value, as in Python.</remarks>
public sealed class PythonFraction : IEquatable<PythonFraction>, IPythonNumber, IImmutableValue
{
    private int _hash;

    /// <summary>Divides, and reduces to lowest terms.</summary>
    /// <param name="numerator">The numerator.</param>
    /// <param name="denominator">The denominator; the sign moves to the numerator.</param>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    public PythonFraction(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException("The denominator is 0.");
        }

        Value = PythonRational.Reduce(numerator, denominator);
    }

    /// <summary>The numerator, which has the sign.</summary>
    public BigInteger Numerator => Value.Numerator;

    /// <summary>The denominator, always positive.</summary>
    public BigInteger Denominator => Value.Denominator;

    internal PythonRational Value { get; }

    /// <summary>The nearest double.</summary>
    public double ToDouble() => Value.ToDouble();

    BigInteger? IPythonNumber.ToInteger() => Denominator.IsOne ? Numerator : null;

    /// <inheritdoc/>
    public bool Equals(PythonFraction? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is not null && PythonRational.Compare(this, obj) == true;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Kept: it takes a division, and the ints may be long.
        if (_hash == 0)
        {
            var hash = PythonRational.HashOf(this);
            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    /// <summary>As Python's <c>str</c>: <c>"1/3"</c>, <c>"2"</c>.</summary>
    public override string ToString() => Denominator.IsOne
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
