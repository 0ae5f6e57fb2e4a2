using System.Globalization;
using System.Numerics;

namespace Bridge.Pickle;

/// <summary>
/// A Python <c>decimal.Decimal</c> that <see cref="decimal"/> cannot hold: infinite, no number, with an exponent or
/// too many digits.
/// </summary>
/// <remarks>Thread-safe. Equal to numbers of the same value, as in Python; NaN equals only the same instance.</remarks>
public sealed class PythonDecimal : IEquatable<PythonDecimal>, IPythonNumber, IImmutableValue
{
    private readonly DecimalParts _parts;
    private int _hash;

    /// <summary>Describes a decimal.</summary>
    /// <param name="text">As Python's <c>str</c> gives it: <c>"1E+30"</c>, <c>"-0.0"</c>, <c>"NaN"</c>…</param>
    /// <exception cref="ArgumentException">The text is no decimal.</exception>
    public PythonDecimal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!DecimalParts.TryParse(text, out _parts))
        {
            throw new ArgumentException("The text is no decimal; pass what Python's str(Decimal) gives.", nameof(text));
        }

        Text = text;
    }

    internal PythonDecimal(string text, DecimalParts parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>The digits, as Python's <c>str</c> gives them.</summary>
    public string Text { get; }

    /// <summary>Whether it is a number, and not infinite.</summary>
    public bool IsFinite => _parts.Kind == DecimalKind.Finite;

    /// <summary>Whether it is no number.</summary>
    public bool IsNaN => _parts.Kind == DecimalKind.NaN;

    internal DecimalParts Parts => _parts;

    /// <summary>The nearest double.</summary>
    public double ToDouble() => _parts.Kind switch
    {
        DecimalKind.NaN => double.NaN,
        DecimalKind.Infinite => _parts.IsNegative ? double.NegativeInfinity : double.PositiveInfinity,
        _ => double.Parse(Text, CultureInfo.InvariantCulture),
    };

    BigInteger? IPythonNumber.ToInteger() =>
        PythonRational.TryGet(this, out var value) && value.Denominator.IsOne ? value.Numerator : null;

    /// <inheritdoc/>
    public bool Equals(PythonDecimal? other) => Equals((object?)other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (obj is not null && PythonRational.Compare(this, obj) == true);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Kept: it takes powers of ten, or all of many digits.
        if (_hash == 0)
        {
            var hash = PythonRational.HashOf(this);
            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    /// <summary>The digits, as Python's <c>str</c> gives them.</summary>
    public override string ToString() => Text;
}
