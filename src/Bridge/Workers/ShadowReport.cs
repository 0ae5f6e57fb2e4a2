namespace Bridge.Workers;

/// <summary>How two functions compare over the rows that both have answered. Immutable.</summary>
/// <param name="First">What the first one has done.</param>
/// <param name="Second">What the second one has done.</param>
/// <param name="Compared">How many rows were compared.</param>
/// <param name="Differing">How many of them differ.</param>
/// <param name="Fields">
/// How many differences each field has, without the numbers of list items (<c>items[].price</c>); empty for whole
/// results. At most 1,000 fields, and <c>...</c> for the others.
/// </param>
/// <param name="SecondError">Why the second one ended before all its rows were answered; null if it did not.</param>
public sealed record ShadowReport(
    ShadowSide First,
    ShadowSide Second,
    long Compared,
    long Differing,
    IReadOnlyDictionary<string, long> Fields,
    Exception? SecondError)
{
    /// <summary>How many differences there are, up to 100 in a row.</summary>
    public long Differences => Fields.Values.Sum();

    /// <summary>Whether every row of the first one was compared, and none differs.</summary>
    public bool IsSame => Differing == 0 && SecondError is null && Compared == First.Rows;

    /// <summary>Nothing compared yet.</summary>
    internal static ShadowReport Empty { get; } = new(
        new ShadowSide(0, 0, default, default),
        new ShadowSide(0, 0, default, default),
        0,
        0,
        new Dictionary<string, long>(),
        null);
}
