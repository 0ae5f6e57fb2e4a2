using System.Diagnostics.CodeAnalysis;

namespace Bridge.Connections;

/// <summary>Runs calls that block their thread, on a few threads of its own. Thread-safe.</summary>
/// <remarks>
/// <para>
/// A call with a connection of its own takes four answers of the server. Awaited on the thread pool, each costs more than
/// the server's part in it.
/// </para>
/// <para>
/// The code that awaits a call goes on on the thread that made it, which then counts no more: what blocks there holds
/// nobody up. Threads end after a while without work.
/// </para>
/// </remarks>
/// <param name="most">How many calls run at once.</param>
internal sealed class BlockingCalls(int most)
{
    private const int BackgroundTurn = 3;

    private static readonly TimeSpan RestTime = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Func<Task>> _awaited = new();
    private readonly Queue<Func<Task>> _inBackground = new();
    private int _running;
    private int _idle;
    private int _woken;
    private uint _turns;
    private bool _isClosed;

    private bool IsWorkLeft => _awaited.Count + _inBackground.Count > _woken;

    /// <summary>Runs a call, most likely before those in the background.</summary>
    /// <param name="call">The call; its waits block, so that its task is most likely complete when it returns.</param>
    /// <param name="cancellationToken">Withdraws a call that has not begun.</param>
    internal Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(_awaited, call, cancellationToken);

    /// <summary>Runs a call that nobody waits for.</summary>
    /// <param name="call">As in <see cref="RunAsync{T}(Func{Task{T}}, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Withdraws a call that has not begun.</param>
    internal Task<T> RunInBackgroundAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(_inBackground, call, cancellationToken);

    private async Task<T> RunAsync<T>(
        Queue<Func<Task>> queue, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        // Its continuation runs where it is completed: on the thread that made the call.
        var made = new TaskCompletionSource<Task<T>>();
        var hasBegun = false;
        using (cancellationToken.UnsafeRegister(
            _ =>
            {
                if (!Interlocked.Exchange(ref hasBegun, true))
                {
                    ThreadPool.UnsafeQueueUserWorkItem(
                        _ => made.SetResult(Task.FromCanceled<T>(cancellationToken)), null);
                }
            },
            null))
        {
            Post(queue, () => Interlocked.Exchange(ref hasBegun, true) ? Task.CompletedTask : MakeAsync(call, made));
            return await (await made.Task.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the threads end when they have nothing to do.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private async Task MakeAsync<T>(Func<Task<T>> call, TaskCompletionSource<Task<T>> made)
    {
        var task = call();
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Leave();
        made.SetResult(task);
        Return();
    }

    private void Post(Queue<Func<Task>> queue, Func<Task> call)
    {
        lock (_gate)
        {
            queue.Enqueue(call);
            Engage();
        }
    }

    /// <summary>A call is made; what follows on its thread is its caller's code.</summary>
    private void Leave()
    {
        lock (_gate)
        {
            _running--;
            Engage();
        }
    }

    private void Return()
    {
        lock (_gate)
        {
            _running++;
        }
    }

    /// <summary>Finds a thread for a call that waits. Under the lock.</summary>
    private void Engage()
    {
        if (!IsWorkLeft || _running >= most)
        {
            return;
        }

        _running++;
        if (_idle > 0)
        {
            _idle--;
            _woken++;
            Monitor.Pulse(_gate);
            return;
        }

        try
        {
            new Thread(static calls => ((BlockingCalls)calls!).Run()) { IsBackground = true, Name = "Bridge calls" }
                .UnsafeStart(this);
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            // The system gives no more threads; the pool has some.
            ThreadPool.UnsafeQueueUserWorkItem(static calls => calls.Run(), this, preferLocal: false);
        }
    }

    private void Run()
    {
        while (TryTake(out var call))
        {
            _ = call();
        }
    }

    /// <summary>The next call for a thread that runs; false when there is none for a while.</summary>
    private bool TryTake([NotNullWhen(true)] out Func<Task>? call)
    {
        lock (_gate)
        {
            while (_running > most || !TryDequeue(out call))
            {
                _running--;
                _idle++;
                if (!WaitUntilWoken())
                {
                    _idle--;
                    call = null;
                    return false;
                }
            }

            return true;
        }
    }

    private bool TryDequeue([NotNullWhen(true)] out Func<Task>? call)
    {
        // Whoever creates without a pause must not keep what he disposes from being given back.
        var isTurnOfBackground = ++_turns % BackgroundTurn == 0;
        return isTurnOfBackground
            ? _inBackground.TryDequeue(out call) || _awaited.TryDequeue(out call)
            : _awaited.TryDequeue(out call) || _inBackground.TryDequeue(out call);
    }

    private bool WaitUntilWoken()
    {
        while (_woken == 0)
        {
            if (_isClosed || (!Monitor.Wait(_gate, RestTime) && _woken == 0))
            {
                return false;
            }
        }

        _woken--;
        return true;
    }
}
