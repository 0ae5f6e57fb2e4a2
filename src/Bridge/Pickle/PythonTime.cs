namespace Bridge.Pickle;

/// <summary>A Python <c>datetime.time</c> that <see cref="TimeOnly"/> cannot hold.</summary>
/// <remarks>
/// Thread-safe. Equality is that of Python: by the clock in UTC for fixed offsets, otherwise by the clock and the
/// time zone; <see cref="Fold"/> does not count. So it may equal a <see cref="TimeOnly"/>.
/// </remarks>
public sealed class PythonTime : IEquatable<PythonTime>, IImmutableValue
{
    /// <summary>Describes a time of day.</summary>
    /// <param name="clock">What a clock in the time zone shows.</param>
    /// <param name="timeZone">
    /// A <see cref="PythonZoneInfo"/>, <see cref="PythonTimeZone"/>, <see cref="PythonObject"/>… or null for none.
    /// </param>
    /// <param name="fold">Whether it is the second time that the clock shows this.</param>
    public PythonTime(TimeOnly clock, object? timeZone = null, bool fold = false)
    {
        Clock = clock;
        TimeZone = timeZone;
        Fold = fold;
    }

    /// <summary>What a clock in the time zone shows.</summary>
    public TimeOnly Clock { get; }

    /// <summary>Python's <c>tzinfo</c>; null for none.</summary>
    public object? TimeZone { get; }

    /// <summary>Whether it is the second time that the clock shows this, after it was put back.</summary>
    public bool Fold { get; }

    private long Ticks => Clock.Ticks - ((TimeZone as PythonTimeZone)?.Offset.Ticks ?? 0);

    /// <inheritdoc/>
    public bool Equals(PythonTime? other) =>
        other is not null && Ticks == other.Ticks
        && ((TimeZone is PythonTimeZone && other.TimeZone is PythonTimeZone)
            || PythonEqualityComparer.Instance.Equals(TimeZone, other.TimeZone));

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is TimeOnly naive ? TimeZone is null && Clock == naive : Equals(obj as PythonTime);

    /// <summary>The hash of the equal <see cref="TimeOnly"/>, when there is one.</summary>
    public override int GetHashCode() => Ticks.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
