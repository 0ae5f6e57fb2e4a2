using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;

namespace Bridge.Diagnostics;

/// <summary>Objects whose figures are summed when somebody asks. Holds none of them alive. Thread-safe.</summary>
internal sealed class Observed<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<T>> _all = [];

    /// <summary>Counts the object in, until <see cref="Remove"/> or its end.</summary>
    internal void Add(T item)
    {
        lock (_gate)
        {
            _all.RemoveAll(static reference => !reference.TryGetTarget(out _));
            _all.Add(new WeakReference<T>(item));
        }
    }

    internal void Remove(T item)
    {
        lock (_gate)
        {
            _all.RemoveAll(reference => !reference.TryGetTarget(out var living) || ReferenceEquals(living, item));
        }
    }

    /// <summary>One measurement for each set of tags: a collector keeps the last of several, not their sum.</summary>
    internal IEnumerable<Measurement<long>> Sum(
        params ReadOnlySpan<Func<T, (long Value, KeyValuePair<string, object?>[] Tags)>> reads)
    {
        var sums = new Dictionary<string, (long Value, KeyValuePair<string, object?>[] Tags)>(StringComparer.Ordinal);
        foreach (var item in Living())
        {
            foreach (var read in reads)
            {
                var (value, tags) = read(item);
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, string.Join('\n', tags), out _);
                sum = (sum.Value + value, tags);
            }
        }

        return [.. sums.Values.Select(sum => new Measurement<long>(sum.Value, sum.Tags))];
    }

    private List<T> Living()
    {
        lock (_gate)
        {
            var living = new List<T>(_all.Count);
            foreach (var reference in _all)
            {
                if (reference.TryGetTarget(out var item))
                {
                    living.Add(item);
                }
            }

            return living;
        }
    }
}
