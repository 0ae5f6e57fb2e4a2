namespace Bridge.Pickle;

/// <summary>A Python <c>datetime.timezone</c>: a fixed offset from UTC.</summary>
/// <remarks>Thread-safe. Equal to another one with the same offset, as in Python.</remarks>
public sealed class PythonTimeZone : IEquatable<PythonTimeZone>, IImmutableValue
{
    private const int FirstQuarter = -12 * 4;
    private const int LastQuarter = 14 * 4;

    // One instance for each offset that is in use: then it is written once per pickle.
    private static readonly PythonTimeZone[] Quarters =
    [
        .. Enumerable.Range(FirstQuarter, LastQuarter - FirstQuarter + 1)
            .Select(quarter => new PythonTimeZone(TimeSpan.FromMinutes(15 * quarter)))
    ];

    /// <summary>Describes a time zone.</summary>
    /// <param name="offset">What is added to UTC.</param>
    /// <param name="name">The name; null for one that Python makes of the offset.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is a day or more.</exception>
    public PythonTimeZone(TimeSpan offset, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offset, -TimeSpan.FromDays(1));
        Offset = offset;
        Name = name;
    }

    /// <summary>Python's <c>datetime.timezone.utc</c>.</summary>
    public static PythonTimeZone Utc => Quarters[-FirstQuarter];

    /// <summary>What is added to UTC. Less than a day.</summary>
    public TimeSpan Offset { get; }

    /// <summary>The name; null for one that Python makes of the offset.</summary>
    public string? Name { get; }

    /// <inheritdoc/>
    public bool Equals(PythonTimeZone? other) => other is not null && Offset == other.Offset;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PythonTimeZone);

    /// <inheritdoc/>
    public override int GetHashCode() => Offset.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);

    /// <summary>The time zone without a name; always the same instance for the usual offsets.</summary>
    internal static PythonTimeZone Of(TimeSpan offset)
    {
        var (quarter, rest) = Math.DivRem(offset.Ticks, 15 * TimeSpan.TicksPerMinute);
        return rest == 0 && quarter is >= FirstQuarter and <= LastQuarter
            ? Quarters[quarter - FirstQuarter]
            : new PythonTimeZone(offset);
    }
}
