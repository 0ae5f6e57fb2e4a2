namespace Bridge.Connections;

/// <summary>Runs what blocks outside of the thread pool, whose threads are few, on threads that are used again.</summary>
/// <remarks>A new thread for each long value costs as much as sending 1 MiB of it.</remarks>
internal sealed class DedicatedThread
{
    /// <summary>How long a thread waits for more work before it ends.</summary>
    private static readonly TimeSpan RestTime = TimeSpan.FromSeconds(10);

    private static readonly List<DedicatedThread> Resting = [];

    private Action? _work;

    private DedicatedThread(Action work) => _work = work;

    internal static Task RunAsync(Func<Task> work) => StartAsync(work).Unwrap();

    internal static Task<T> RunAsync<T>(Func<Task<T>> work) => StartAsync(work).Unwrap();

    private static Task<T> StartAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        var context = ExecutionContext.Capture();
        Post(() =>
        {
            if (context is null)
            {
                Complete();
            }
            else
            {
                ExecutionContext.Run(context, static complete => ((Action)complete!)(), (Action)Complete);
            }
        });
        return done.Task;

        void Complete()
        {
            T result;
            try
            {
                result = work();
            }
            catch (Exception error)
            {
                done.SetException(error);
                return;
            }

            done.SetResult(result);
        }
    }

    private static void Post(Action work)
    {
        DedicatedThread thread;
        lock (Resting)
        {
            if (Resting is not [.., var latest])
            {
                new Thread(new DedicatedThread(work).Run) { IsBackground = true, Name = "Bridge wait" }.UnsafeStart();
                return;
            }

            thread = latest;
            Resting.RemoveAt(Resting.Count - 1);
        }

        lock (thread)
        {
            thread._work = work;
            Monitor.Pulse(thread);
        }
    }

    private void Run()
    {
        var clean = ExecutionContext.Capture();
        do
        {
            var work = _work!;
            _work = null;
            work();

            // The code of a caller may have gone on here; what it left is no business of the next one.
            SynchronizationContext.SetSynchronizationContext(null);
            if (clean is not null)
            {
                ExecutionContext.Restore(clean);
            }
        }
        while (TryRest());
    }

    /// <summary>Waits for more work; false when there was none for a while.</summary>
    private bool TryRest()
    {
        lock (Resting)
        {
            Resting.Add(this);
        }

        lock (this)
        {
            while (_work is null)
            {
                if (!Monitor.Wait(this, RestTime) && _work is null && TryEnd())
                {
                    return false;
                }
            }
        }

        return true;
    }

    // False when somebody has taken it, whose work comes any moment.
    private bool TryEnd()
    {
        lock (Resting)
        {
            return Resting.Remove(this);
        }
    }
}
