using System.Collections;
using System.Diagnostics;

namespace Bridge.Extensions.Tests;

/// <summary>Where the exporter in memory puts activities, while others look.</summary>
internal sealed class SynchronizedActivities : ICollection<Activity>
{
    private readonly Lock _gate = new();
    private readonly List<Activity> _all = [];

    public int Count => Snapshot().Count;

    public bool IsReadOnly => false;

    /// <summary>Those whose name begins so, in the order of their ends.</summary>
    public List<Activity> Named(string beginning) =>
        [.. Snapshot().Where(activity => activity.DisplayName.StartsWith(beginning, StringComparison.Ordinal))];

    public void Add(Activity item)
    {
        lock (_gate)
        {
            _all.Add(item);
        }
    }

    public void Clear() => throw new NotSupportedException();

    public bool Contains(Activity item) => Snapshot().Contains(item);

    public void CopyTo(Activity[] array, int arrayIndex) => Snapshot().CopyTo(array, arrayIndex);

    public bool Remove(Activity item) => throw new NotSupportedException();

    public IEnumerator<Activity> GetEnumerator() => Snapshot().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<Activity> Snapshot()
    {
        lock (_gate)
        {
            return [.. _all];
        }
    }
}
