namespace Bridge.Workers;

/// <summary>Which batch is where: waiting, with a worker, or done. Pure bookkeeping.</summary>
/// <remarks>Not thread-safe; one owner.</remarks>
/// <param name="maxDeaths">How many workers one batch may kill.</param>
internal sealed class BatchBoard(int maxDeaths)
{
    // Two, so that a worker finds its next batch waiting when it has finished one.
    private const int BatchesPerWorker = 2;

    private readonly LinkedList<Batch> _waiting = new();
    private readonly Dictionary<long, Batch> _open = [];
    private readonly Dictionary<int, List<Batch>> _withWorker = [];

    /// <summary>How many batches are not done.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Takes a new batch.</summary>
    public void Add(Batch batch)
    {
        _open.Add(batch.Id, batch);
        _waiting.AddLast(batch);
    }

    /// <summary>The next batch for a worker, which now has it; null when there is none or it has enough.</summary>
    /// <remarks>A batch that a worker died with goes alone, so that the next death is its own fault.</remarks>
    public Batch? TakeFor(int worker)
    {
        var held = Held(worker);
        if (_waiting.First is not { } first
            || held.Count >= BatchesPerWorker
            || (held.Count > 0 && (held[0].Deaths > 0 || first.Value.Deaths > 0)))
        {
            return null;
        }

        _waiting.RemoveFirst();
        held.Add(first.Value);
        return first.Value;
    }

    /// <summary>Marks a batch done by a worker.</summary>
    /// <returns>The batch, or null when it was done before: a second delivery counts for nothing.</returns>
    public Batch? Complete(int worker, long id)
    {
        Held(worker).RemoveAll(batch => batch.Id == id);
        if (!_open.Remove(id, out var batch))
        {
            return null;
        }

        _waiting.Remove(batch);
        return batch;
    }

    /// <summary>Takes back what a worker that ended had, to be delivered again, first of all.</summary>
    /// <param name="worker">The worker, all of whose results have been seen.</param>
    /// <returns>The batch it worked on, if that has killed too many workers; it is done with.</returns>
    public Batch? Lose(int worker)
    {
        if (!_withWorker.Remove(worker, out var held))
        {
            return null;
        }

        // A late result may have come by another way.
        held.RemoveAll(batch => !_open.ContainsKey(batch.Id));
        Batch? poison = null;
        if (held.Count > 0 && ++held[0].Deaths >= maxDeaths)
        {
            // Workers take their batches in order: the first is the one it worked on.
            poison = held[0];
            _open.Remove(poison.Id);
            held.RemoveAt(0);
        }

        for (var i = held.Count - 1; i >= 0; i--)
        {
            _waiting.AddFirst(held[i]);
        }

        return poison;
    }

    /// <summary>Whether a worker has batches.</summary>
    public bool HasWork(int worker) => _withWorker.TryGetValue(worker, out var held) && held.Count > 0;

    private List<Batch> Held(int worker)
    {
        if (!_withWorker.TryGetValue(worker, out var held))
        {
            _withWorker[worker] = held = [];
        }

        return held;
    }
}
