using System.Collections.Concurrent;

namespace Bridge.Workers;

/// <summary>Brings the two results of each row together, in whatever order they come, and counts.</summary>
/// <remarks>Thread-safe, for one thread that adds of each side.</remarks>
internal sealed class ShadowBoard<TIn>(ShadowOptions options, WorkerPool first, WorkerPool second) : IShadowBoard
{
    // Keys may be data; their count must not grow with the input.
    private const int MostFields = 1000;
    private const string OtherFields = "...";

    private readonly Lock _gate = new();
    private readonly Half _first = new(new ShadowSideCount(first), new RowComparison(options));
    private readonly Half _second = new(new ShadowSideCount(second), new RowComparison(options));
    private readonly ConcurrentQueue<RowDifference<TIn>> _found = [];
    private readonly Dictionary<string, long> _fields = [];
    private long _compared;
    private long _differing;
    private Exception? _secondError;

    /// <summary>Adds a result of the first pool, and compares it if the second one's is there.</summary>
    public void AddFirst(RowResult<TIn, object?> result)
    {
        if (Join(result, _first, _second) is { } other)
        {
            Enter(result, _first.Comparison.Compare(result, other));
        }
    }

    /// <summary>Adds a result of the second pool, and compares it if the first one's is there.</summary>
    public void AddSecond(RowResult<TIn, object?> result)
    {
        if (Join(result, _second, _first) is { } other)
        {
            Enter(result, _second.Comparison.Compare(other, result));
        }
    }

    /// <summary>The second pool will answer no more; nothing waits for it any longer.</summary>
    public void LoseSecond(Exception error)
    {
        lock (_gate)
        {
            _secondError = error;
            _first.Waiting.Clear();
            _second.Waiting.Clear();
        }
    }

    /// <summary>Takes the next difference that was found and not told.</summary>
    public bool TryTake(out RowDifference<TIn> difference) => _found.TryDequeue(out difference!);

    public ShadowReport Read()
    {
        lock (_gate)
        {
            return new ShadowReport(
                _first.Count.Read(),
                _second.Count.Read(),
                _compared,
                _differing,
                new Dictionary<string, long>(_fields),
                _secondError);
        }
    }

    private RowResult<TIn, object?>? Join(RowResult<TIn, object?> result, Half mine, Half others)
    {
        lock (_gate)
        {
            mine.Count.Add(result.Error is not null);
            if (!others.Waiting.Remove(result.Index, out var other) && _secondError is null)
            {
                mine.Waiting.Add(result.Index, result);
            }

            return other;
        }
    }

    private void Enter(RowResult<TIn, object?> row, IReadOnlyList<FieldDifference> differences)
    {
        lock (_gate)
        {
            _compared++;
            _differing += differences.Count > 0 ? 1 : 0;
            foreach (var (field, pattern, kind, first, second) in differences)
            {
                var name = _fields.Count < MostFields || _fields.ContainsKey(pattern) ? pattern : OtherFields;
                _fields[name] = _fields.GetValueOrDefault(name) + 1;
                _found.Enqueue(new RowDifference<TIn>(row.Index, row.Input, field, kind, first, second));
            }
        }
    }

    private sealed record Half(ShadowSideCount Count, RowComparison Comparison)
    {
        public Dictionary<long, RowResult<TIn, object?>> Waiting { get; } = [];
    }
}
