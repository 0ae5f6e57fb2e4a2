namespace Bridge.Pickle;

/// <summary>A Python <c>zoneinfo.ZoneInfo</c>: a time zone of the IANA database.</summary>
/// <param name="Key">The name in the database, as in <c>"Europe/Berlin"</c>.</param>
/// <remarks>Thread-safe.</remarks>
public sealed record PythonZoneInfo(string Key) : IImmutableValue
{
    /// <summary>
    /// Whether Python keeps one instance for the key; false for what <c>ZoneInfo.no_cache</c> made.
    /// </summary>
    /// <value>True by default.</value>
    public bool IsCached { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
