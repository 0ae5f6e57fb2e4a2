using Bridge.Workers.Child;

namespace Bridge.Workers;

/// <summary>What a worker does with each row. Made by <see cref="Create{TRow, TOut}(Func{TRow, CancellationToken, TOut})"/>.</summary>
/// <remarks>
/// The codec reads each row as <c>TRow</c>; a row of another shape is that row's error. The handler runs for one row
/// at a time. Its token is canceled when the worker is told to end. What it throws is the row's error; the rest goes on.
/// </remarks>
public abstract class WorkerFunction
{
    private protected WorkerFunction()
    {
    }

    /// <summary>A function that returns one value for each row.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of the values. A list, an array or a string is one value.</typeparam>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    public static WorkerFunction Create<TRow, TOut>(Func<TRow, CancellationToken, TOut> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new RowFunction<TRow, TOut>((row, stopping) => new(RowOutcome<TOut>.One(handler(row, stopping))));
    }

    /// <summary>A function that awaits one value for each row.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of the values.</typeparam>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)] // else an async lambda could be this one or the next
    public static WorkerFunction Create<TRow, TOut>(Func<TRow, CancellationToken, Task<TOut>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new RowFunction<TRow, TOut>(
            async (row, stopping) => RowOutcome<TOut>.One(await handler(row, stopping).ConfigureAwait(false)));
    }

    /// <summary>A function that awaits one value for each row.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of the values.</typeparam>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    public static WorkerFunction Create<TRow, TOut>(Func<TRow, CancellationToken, ValueTask<TOut>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new RowFunction<TRow, TOut>(
            async (row, stopping) => RowOutcome<TOut>.One(await handler(row, stopping).ConfigureAwait(false)));
    }

    /// <summary>A function that returns several values for each row, as a Python generator does.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of each value.</typeparam>
    /// <param name="handler">
    /// Called with each row, and a token that is canceled when the worker is to end. When it throws half-way, that is the
    /// row's error, and the values before it are dropped.
    /// </param>
    public static WorkerFunction Create<TRow, TOut>(Func<TRow, CancellationToken, IEnumerable<TOut>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new RowFunction<TRow, TOut>((row, stopping) => new(RowOutcome<TOut>.Many([.. handler(row, stopping)])));
    }

    /// <summary>A function that awaits several values for each row, as a Python generator yields them.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of each value.</typeparam>
    /// <param name="handler">
    /// Called with each row, and a token that is canceled when the worker is to end. When it throws half-way, that is the
    /// row's error, and the values before it are dropped.
    /// </param>
    public static WorkerFunction Create<TRow, TOut>(Func<TRow, CancellationToken, IAsyncEnumerable<TOut>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new RowFunction<TRow, TOut>(async (row, stopping) => RowOutcome<TOut>.Many(
            await handler(row, stopping).ToListAsync(stopping).ConfigureAwait(false)));
    }

    /// <summary>Runs the handler over a pickled list of rows.</summary>
    /// <param name="batch">The pickle.</param>
    /// <param name="count">How many rows it has, for the case that it cannot be read.</param>
    /// <param name="codec">Reads and writes.</param>
    /// <param name="stopping">Canceled when the worker is to end.</param>
    /// <exception cref="OperationCanceledException">The worker is to end; the batch is not done.</exception>
    internal abstract ValueTask<(byte[] Answer, bool IsPlain)> RunAsync(
        byte[] batch, long count, WorkerCodec codec, CancellationToken stopping);
}
