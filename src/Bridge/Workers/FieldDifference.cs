namespace Bridge.Workers;

/// <summary>A difference that belongs to no row yet.</summary>
/// <param name="Field">See <see cref="RowDifference{TIn}.Field"/>.</param>
/// <param name="Pattern">The same without the numbers of list items, to count by.</param>
/// <param name="Kind">How they differ.</param>
/// <param name="First">The first one's value.</param>
/// <param name="Second">The second one's value.</param>
internal sealed record FieldDifference(
    string Field, string Pattern, RowDifferenceKind Kind, object? First, object? Second);
