namespace Bridge.Pickle;

/// <summary>
/// A Python <c>datetime.datetime</c> that neither <see cref="DateTime"/> nor <see cref="DateTimeOffset"/> can hold.
/// </summary>
/// <remarks>
/// Thread-safe. Equality is that of Python: by the instant for fixed offsets, otherwise by the clock and the time
/// zone; <see cref="Fold"/> does not count. So it may equal a <see cref="DateTime"/> or <see cref="DateTimeOffset"/>.
/// </remarks>
public sealed class PythonDateTime : IEquatable<PythonDateTime>, IImmutableValue
{
    /// <summary>Describes a date and time.</summary>
    /// <param name="clock">What a clock in the time zone shows; its kind does not matter.</param>
    /// <param name="timeZone">
    /// A <see cref="PythonZoneInfo"/>, <see cref="PythonTimeZone"/>, <see cref="PythonObject"/>… or null for none.
    /// </param>
    /// <param name="fold">Whether it is the second time that the clock shows this.</param>
    public PythonDateTime(DateTime clock, object? timeZone = null, bool fold = false)
    {
        Clock = DateTime.SpecifyKind(clock, DateTimeKind.Unspecified);
        TimeZone = timeZone;
        Fold = fold;
    }

    /// <summary>What a clock in the time zone shows.</summary>
    public DateTime Clock { get; }

    /// <summary>Python's <c>tzinfo</c>; null for none.</summary>
    public object? TimeZone { get; }

    /// <summary>Whether it is the second time that the clock shows this, after it was put back.</summary>
    public bool Fold { get; }

    private long Ticks => Clock.Ticks - ((TimeZone as PythonTimeZone)?.Offset.Ticks ?? 0);

    /// <summary>
    /// The same instant with its offset; false without a time zone, or with one whose rules are not known here.
    /// </summary>
    /// <param name="time">The instant. The second of two equal clock times when <see cref="Fold"/> says so.</param>
    public bool TryToDateTimeOffset(out DateTimeOffset time)
    {
        var isKnown = ZoneOffsets.TryGetOffset(this, out var offset) && offset.Ticks % TimeSpan.TicksPerMinute == 0
            && offset.Duration() <= TimeSpan.FromHours(14)
            && Clock.Ticks - offset.Ticks >= 0 && Clock.Ticks - offset.Ticks <= DateTime.MaxValue.Ticks;
        time = isKnown ? new DateTimeOffset(Clock, offset) : default;
        return isKnown;
    }

    /// <inheritdoc/>
    public bool Equals(PythonDateTime? other) =>
        other is not null && Ticks == other.Ticks
        && ((TimeZone is PythonTimeZone && other.TimeZone is PythonTimeZone)
            || PythonEqualityComparer.Instance.Equals(TimeZone, other.TimeZone));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj switch
    {
        DateTime naive => TimeZone is null && Clock == naive,
        DateTimeOffset aware => TimeZone is PythonTimeZone && Ticks == aware.UtcTicks,
        _ => Equals(obj as PythonDateTime),
    };

    /// <summary>
    /// The hash of the equal <see cref="DateTime"/> or <see cref="DateTimeOffset"/>, when there is one.
    /// </summary>
    public override int GetHashCode() =>
        Ticks >= 0 && Ticks <= DateTime.MaxValue.Ticks ? new DateTime(Ticks).GetHashCode() : Ticks.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
