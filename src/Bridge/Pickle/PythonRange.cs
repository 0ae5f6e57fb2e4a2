using System.Numerics;

namespace Bridge.Pickle;

/// <summary>A Python <c>range</c>.</summary>
/// <remarks>Thread-safe. Equal to another range of the same numbers, as in Python.</remarks>
public sealed class PythonRange : IEquatable<PythonRange>, IImmutableValue
{
    /// <summary>Describes a range.</summary>
    /// <param name="start">The first number, if there is any.</param>
    /// <param name="stop">The number to stop before.</param>
    /// <param name="step">From one number to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0.</exception>
    public PythonRange(BigInteger start, BigInteger stop, BigInteger step)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(step, BigInteger.Zero);
        Start = start;
        Stop = stop;
        Step = step;
        var (length, size) = step.Sign > 0 ? (stop - start, step) : (start - stop, -step);
        Count = length.Sign <= 0 ? BigInteger.Zero : ((length - 1) / size) + 1;
    }

    /// <summary>Describes a range that goes up by 1.</summary>
    /// <param name="start">The first number, if there is any.</param>
    /// <param name="stop">The number to stop before.</param>
    public PythonRange(BigInteger start, BigInteger stop)
        : this(start, stop, BigInteger.One)
    {
    }

    /// <summary>The first number, if there is any.</summary>
    public BigInteger Start { get; }

    /// <summary>The number to stop before.</summary>
    public BigInteger Stop { get; }

    /// <summary>From one number to the next; not 0.</summary>
    public BigInteger Step { get; }

    /// <summary>How many numbers there are.</summary>
    public BigInteger Count { get; }

    /// <summary>The number at an index from 0.</summary>
    /// <param name="index">The index; negative indexes do not count from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public BigInteger this[BigInteger index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Start + (index * Step);
        }
    }

    /// <inheritdoc/>
    public bool Equals(PythonRange? other) =>
        other is not null && Count == other.Count
        && (Count.IsZero || (Start == other.Start && (Count.IsOne || Step == other.Step)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PythonRange);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Count.IsZero ? 0 : HashCode.Combine(Count, Start, Count.IsOne ? BigInteger.Zero : Step);

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
