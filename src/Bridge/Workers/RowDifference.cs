namespace Bridge.Workers;

/// <summary>One difference between the two results of one row.</summary>
/// <typeparam name="TIn">The type of the rows.</typeparam>
/// <param name="Index">The number of the row in the input, from 0.</param>
/// <param name="Input">The row.</param>
/// <param name="Field">
/// Where it is: <c>price</c>, <c>items[0].price</c>, <c>[1].price</c> in the second value of a generator; empty for the
/// whole result.
/// </param>
/// <param name="Kind">How they differ.</param>
/// <param name="First">The first one's value, as natural values of Python; the <see cref="RowError"/> if it failed.</param>
/// <param name="Second">The second one's.</param>
public sealed record RowDifference<TIn>(
    long Index, TIn Input, string Field, RowDifferenceKind Kind, object? First, object? Second)
{
    /// <summary>The first one's value as Python's <c>repr</c>, for people; long ones are cut to where they differ.</summary>
    public string FirstText => Kind == RowDifferenceKind.Extra ? DifferenceText.Absent : DifferenceText.Of(First, Second);

    /// <summary>The second one's.</summary>
    public string SecondText => Kind == RowDifferenceKind.Missing ? DifferenceText.Absent : DifferenceText.Of(Second, First);

    /// <summary><c>row 7: price: 1.19 / 1.2</c></summary>
    public override string ToString() =>
        $"row {Index}: {Field}{(Field.Length == 0 ? "" : ": ")}{FirstText} / {SecondText}";
}
