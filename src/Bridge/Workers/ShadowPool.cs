using System.Runtime.CompilerServices;
using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>
/// Two pools over the same rows: the results of the first one, and each difference of the second one's. For a function
/// that moves from Python to .NET, or changes.
/// </summary>
/// <remarks>
/// <para>Every row goes through both pools. What happens to the second one never changes the results of the first, but
/// the slower one sets the pace: neither gets further ahead than the batches that its pool holds (4 for each worker, 8
/// when ordered, or more small ones) and 256 rows, so that memory is bounded.</para>
/// <para>Results are compared as values of Python, not as <c>TOut</c>: fields of dicts by name, items of lists and values
/// of generators by place, numbers within the tolerances of <see cref="ShadowOptions"/>, NaN equal to NaN, exceptions by
/// their class. 100 differences of one row are told.</para>
/// <para>Thread-safe, but one map at a time. The pools are yours to dispose; they may be of different sizes, and on
/// different managers.</para>
/// </remarks>
public sealed class ShadowPool
{
    private readonly WorkerPool _first;
    private readonly WorkerPool _second;
    private readonly ShadowOptions _options;
    private IShadowBoard? _board;
    private int _mapping;

    /// <summary>Compares two pools.</summary>
    /// <param name="first">The one whose results count.</param>
    /// <param name="second">The one that is looked at.</param>
    /// <param name="options">What is taken for the same; null for the defaults.</param>
    /// <exception cref="ArgumentException">Both are one pool, or an ignored field has no name.</exception>
    public ShadowPool(WorkerPool first, WorkerPool second, ShadowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (ReferenceEquals(first, second))
        {
            throw new ArgumentException("A pool cannot be its own shadow; start a second one.", nameof(second));
        }

        (_first, _second, _options) = (first, second, options ?? ShadowOptions.Default);
        _ = new RowComparison(_options);
    }

    /// <summary>What the map that runs, or else the last one, has found so far. A new copy each time.</summary>
    public ShadowReport Report => Volatile.Read(ref _board)?.Read() ?? ShadowReport.Empty;

    /// <summary>Runs both functions over rows.</summary>
    /// <typeparam name="TIn">The type of the rows. Neither they nor the results may be changed meanwhile.</typeparam>
    /// <typeparam name="TOut">The type of the values that the first function returns.</typeparam>
    /// <param name="rows">The rows, which are read once.</param>
    /// <param name="onDifference">
    /// Gets each difference, while the caller waits for the next result and never at another time; null to count only. What
    /// it throws ends the map.
    /// </param>
    /// <param name="cancellationToken">Ends the sequence and the processes that work on a row, of both pools.</param>
    /// <returns>One result of the first pool for each row; the end waits for the second one.</returns>
    /// <exception cref="InvalidOperationException">Another map of this instance, or of the first pool, is running.</exception>
    /// <remarks>Throws what <see cref="WorkerPool.MapAsync"/> of the first pool throws; a second one that cannot go on is
    /// left out, and <see cref="ShadowReport.SecondError"/> tells why.</remarks>
    public async IAsyncEnumerable<RowResult<TIn, TOut>> MapAsync<TIn, TOut>(
        IAsyncEnumerable<TIn> rows,
        Action<RowDifference<TIn>>? onDifference = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Interlocked.Exchange(ref _mapping, 1) != 0)
        {
            throw new InvalidOperationException("Another map of these pools is running; await its end.");
        }

        try
        {
            var board = new ShadowBoard<TIn>(_options, _first, _second);
            Volatile.Write(ref _board, board);
            var run = new ShadowRun<TIn>(_first, _second, board);
            await foreach (var result in run.RunAsync(rows, onDifference, cancellationToken).ConfigureAwait(false))
            {
                yield return Convert<TIn, TOut>(result);
            }
        }
        finally
        {
            Volatile.Write(ref _mapping, 0);
        }
    }

    private RowResult<TIn, TOut> Convert<TIn, TOut>(RowResult<TIn, object?> result)
    {
        if (result is RowResult<TIn, TOut> same)
        {
            return same;
        }

        try
        {
            TOut[] values = [.. result.Values.Select(value =>
                PickleSerializer.Convert<TOut>(value, _first.PickleOptions, hasShared: true))];
            return new(result.Index, result.Input, values, result.Error);
        }
        catch (InvalidCastException error)
        {
            return new(result.Index, result.Input, [], RowError.OfCast(error));
        }
    }
}
