namespace Bridge.Workers;

/// <summary>What became of one row.</summary>
/// <typeparam name="TIn">The type of the rows.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <param name="Index">The number of the row in the input, from 0.</param>
/// <param name="Input">The row.</param>
/// <param name="Values">What the function returned: one value, or all that its generator yielded.</param>
/// <param name="Error">Why there is none; null on success.</param>
public sealed record RowResult<TIn, TOut>(long Index, TIn Input, IReadOnlyList<TOut> Values, RowError? Error)
{
    /// <summary>The one value of a row that succeeded.</summary>
    /// <exception cref="RemoteException">The function raised.</exception>
    /// <exception cref="InvalidOperationException">A generator yielded none, or more than one.</exception>
    public TOut Value
    {
        get
        {
            if (Error is { } error)
            {
                throw new RemoteException(
                    error.PythonType, $"Row {Index}: {error.Message}", error.Arguments, error.Traceback);
            }

            return Values.Count == 1
                ? Values[0]
                : throw new InvalidOperationException($"Row {Index} has {Values.Count} values; read Values.");
        }
    }
}
