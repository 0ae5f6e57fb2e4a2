namespace Bridge.Workers;

/// <summary>Which batch is where: waiting, with a worker, or done. Pure bookkeeping.</summary>
/// <remarks>Not thread-safe; one owner.</remarks>
/// <param name="maxDeaths">How many workers one batch may kill.</param>
internal sealed class BatchBoard(int maxDeaths)
{
    // Two, so that a worker finds its next task waiting when it has finished one.
    private const int TasksPerWorker = 2;

    // A task of small batches is not longer; a batch that is, goes alone.
    private const int MaxTaskBytes = 256 * 1024;

    private readonly LinkedList<Batch> _waiting = new();
    private readonly Dictionary<long, Batch> _open = [];
    private readonly Dictionary<int, List<Batch[]>> _withWorker = [];

    /// <summary>How many batches are not done.</summary>
    public int OpenCount => _open.Count;

    /// <summary>How many of them wait for a worker.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>The first row that waits; -1 when none does.</summary>
    public long FirstWaitingRow => _waiting.First?.Value.FirstRow ?? -1;

    /// <summary>Takes a new batch.</summary>
    public void Add(Batch batch)
    {
        _open.Add(batch.Id, batch);
        batch.IsWaiting = true;
        _waiting.AddLast(batch);
    }

    /// <summary>The batches of the next task for a worker, which now has them; none when it has enough.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="most">How many batches may travel together.</param>
    /// <param name="isFinal">Whether no more input is to come; else a busy worker waits until a task is full.</param>
    /// <remarks>A batch that a worker died with goes alone, so that the next death is its own fault.</remarks>
    public Batch[] TakeFor(int worker, int most, bool isFinal)
    {
        var held = Held(worker);
        if (_waiting.First is not { } first
            || held.Count >= TasksPerWorker
            || (held.Count > 0 && (held[0][0].Deaths > 0 || first.Value.Deaths > 0)))
        {
            return [];
        }

        var (count, isFull) = Fill(first, most);
        if (held.Count > 0 && !isFull && !isFinal)
        {
            return [];
        }

        var task = new Batch[count];
        for (var i = 0; i < count; i++)
        {
            task[i] = _waiting.First!.Value;
            task[i].IsWaiting = false;
            _waiting.RemoveFirst();
        }

        held.Add(task);
        return task;
    }

    /// <summary>Marks batches of one task done by a worker. What else was in the task waits again, first of all.</summary>
    /// <returns>The results, without those of batches that were done before: a second delivery counts for nothing.</returns>
    public List<BatchResult> Complete(int worker, BatchAnswer[] answers)
    {
        var done = new List<BatchResult>(answers.Length);
        foreach (var answer in answers)
        {
            if (_open.Remove(answer.Id, out var batch))
            {
                Unqueue(batch);
                done.Add(new BatchResult(batch, answer, null));
            }
        }

        var held = Held(worker);
        for (var i = 0; i < held.Count && answers.Length > 0; i++)
        {
            var task = held[i];
            if (Contains(task, answers[0].Id))
            {
                held.RemoveAt(i);
                Requeue(task);
                break;
            }
        }

        return done;
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
        held.RemoveAll(task => !Array.Exists(task, IsOpen));
        Batch? poison = null;
        if (held.Count > 0)
        {
            // Workers take their tasks in order: it worked on the first. On which batch of that, nobody knows; each
            // goes alone from now on, and only one that was alone is given up.
            foreach (var batch in held[0])
            {
                batch.Deaths++;
            }

            if (held[0] is [var only] && only.Deaths >= maxDeaths)
            {
                poison = only;
                _open.Remove(poison.Id);
                held.RemoveAt(0);
            }
        }

        for (var i = held.Count - 1; i >= 0; i--)
        {
            Requeue(held[i]);
        }

        return poison;
    }

    /// <summary>Whether a worker has batches.</summary>
    public bool HasWork(int worker) => _withWorker.TryGetValue(worker, out var held) && held.Count > 0;

    private static (int Count, bool IsFull) Fill(LinkedListNode<Batch> first, int most)
    {
        if (first.Value.Deaths > 0)
        {
            return (1, true);
        }

        var count = 1;
        var bytes = (long)first.Value.Pickle.Length;
        for (var next = first.Next; next is not null && count < most; next = next.Next, count++)
        {
            bytes += next.Value.Pickle.Length;
            if (next.Value.Deaths > 0 || bytes > MaxTaskBytes)
            {
                return (count, true);
            }
        }

        return (count, count >= most);
    }

    private static bool Contains(Batch[] task, long id) => Array.Exists(task, batch => batch.Id == id);

    private bool IsOpen(Batch batch) => _open.ContainsKey(batch.Id);

    // In the order of the rows: the first that waits is the one that an ordered map needs first.
    private void Requeue(Batch[] task)
    {
        var next = _waiting.First;
        foreach (var batch in task)
        {
            if (!IsOpen(batch) || batch.IsWaiting)
            {
                continue;
            }

            while (next is not null && next.Value.Id < batch.Id)
            {
                next = next.Next;
            }

            batch.IsWaiting = true;
            _ = next is null ? _waiting.AddLast(batch) : _waiting.AddBefore(next, batch);
        }
    }

    private void Unqueue(Batch batch)
    {
        if (batch.IsWaiting)
        {
            batch.IsWaiting = false;
            _waiting.Remove(batch);
        }
    }

    private List<Batch[]> Held(int worker)
    {
        if (!_withWorker.TryGetValue(worker, out var held))
        {
            _withWorker[worker] = held = [];
        }

        return held;
    }
}
