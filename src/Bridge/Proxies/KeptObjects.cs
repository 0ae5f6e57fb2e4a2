using System.Collections.Concurrent;

namespace Bridge.Proxies;

/// <summary>Keeps some objects for another use. Thread-safe.</summary>
internal sealed class KeptObjects<T>
    where T : class
{
    private const int Most = 256;

    private readonly ConcurrentQueue<T> _more = new();
    private T? _first;
    private int _count;

    /// <summary>One of them; null when there is none.</summary>
    public T? Take()
    {
        var first = Interlocked.Exchange(ref _first, null);
        if (first is null && _more.TryDequeue(out first))
        {
            Interlocked.Decrement(ref _count);
        }

        return first;
    }

    /// <summary>Keeps one, or drops it when there are many.</summary>
    public void Add(T item)
    {
        if (Interlocked.CompareExchange(ref _first, item, null) is null)
        {
            return;
        }

        if (Interlocked.Increment(ref _count) <= Most)
        {
            _more.Enqueue(item);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
