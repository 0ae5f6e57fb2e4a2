namespace Bridge.Workers.Child;

/// <summary>What became of one row: a value, several, or a failure.</summary>
internal readonly record struct RowOutcome<TOut>(TOut Value, List<TOut>? Values, RowFailure? Failure)
{
    /// <summary>Whether there is nothing to tell but the value.</summary>
    public bool IsPlain => Values is null && Failure is null;

    public static RowOutcome<TOut> One(TOut value) => new(value, null, null);

    public static RowOutcome<TOut> Many(List<TOut> values) => new(default!, values, null);

    public static RowOutcome<TOut> Failed(RowFailure failure) => new(default!, null, failure);
}
