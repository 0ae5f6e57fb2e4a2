namespace Bridge.Workers;

/// <summary>Compares what became of a row on both sides. Not thread-safe.</summary>
internal sealed class RowComparison(ShadowOptions options)
{
    private readonly ValueComparison _values = new(options);

    /// <summary>The differences; none when both are the same, be it the same failure.</summary>
    public IReadOnlyList<FieldDifference> Compare<TIn>(RowResult<TIn, object?> first, RowResult<TIn, object?> second) =>
        (first.Error, second.Error) switch
        {
            (null, null) => _values.Compare(first.Values, second.Values),
            ({ } one, { } other) when AreSame(one, other) => [],
            _ => [new("", "", RowDifferenceKind.Error, OutcomeOf(first), OutcomeOf(second))],
        };

    private bool AreSame(RowError one, RowError other) =>
        options.Errors.AreSame(one.PythonType, other.PythonType)
        && (!options.CompareMessages || one.Message == other.Message);

    private static object? OutcomeOf<TIn>(RowResult<TIn, object?> result) =>
        result.Error ?? (result.Values.Count == 1 ? result.Values[0] : result.Values.ToList());
}
