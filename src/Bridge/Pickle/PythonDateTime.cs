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
