using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>A coroutine on Python's event loop, and the task that waits for it.</summary>
internal sealed class PythonCoroutine<T> : PythonCoroutine
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EmbeddedPython _python;
    private readonly PyObject _future;
    private readonly CancellationToken _cancellationToken;

    private PythonCoroutine(EmbeddedPython python, PyObject future, CancellationToken cancellationToken) =>
        (_python, _future, _cancellationToken) = (python, future, cancellationToken);

    public override Task Ended => _source.Task;

    /// <summary>Follows what <c>run_on_loop</c> gave. Needs the GIL.</summary>
    public static PythonCoroutine<T> Start(
        EmbeddedPython python, PythonCalls calls, PyObject module, PyObject future, CancellationToken cancellationToken)
    {
        var coroutine = new PythonCoroutine<T>(python, future, cancellationToken);
        python.Coroutines.TryAdd(coroutine, true);
        using var raw = (typeof(T) == typeof(PythonReference)).ToPython();
        using var done = Callback.Of(outcome => coroutine.End(calls, outcome));
        module.InvokeMethod("when_done", future, raw, done).Dispose();
        return coroutine;
    }

    /// <summary>Its result. Canceled, the coroutine is canceled, and left behind if it does not end within the grace.</summary>
    public async Task<T> WaitAsync()
    {
        using (_cancellationToken.UnsafeRegister(static state => ((PythonCoroutine<T>)state!).CancelAndGiveUp(), this))
        {
            try
            {
                return await _source.Task.ConfigureAwait(false);
            }
            finally
            {
                _python.Coroutines.TryRemove(this, out _);
                _python.Discard(_future);
            }
        }
    }

    public override void Cancel() => Ask("cancel");

    public override bool TryFail(Exception error) => error is OperationCanceledException canceled
        ? _source.TrySetCanceled(canceled.CancellationToken)
        : _source.TrySetException(error);

    // On the loop's thread, with the GIL; an exception that left here would be Python's to report.
    private void End(PythonCalls calls, PyObject outcome)
    {
        try
        {
            using var packed = outcome[0];
            using var error = outcome[1];
            if (!error.IsNone())
            {
                TryFail(PythonErrors.Read(error, _cancellationToken));
                return;
            }

            if (PythonCalls.HasProxies(packed))
            {
                // Owning them takes calls to their managers, and the loop is not to wait for those.
                var kept = packed.NewReference();
                _ = ReadLaterAsync(calls, kept);
                return;
            }

            Succeed(calls.Read<T>(packed));
        }
        catch (PythonException e)
        {
            TryFail(_python.Errors.Translate(e, _cancellationToken));
        }
        catch (Exception e)
        {
            TryFail(e);
        }
    }

    private async Task ReadLaterAsync(PythonCalls calls, PyObject packed)
    {
        try
        {
            Succeed(await _python.RunAsync(() => calls.Read<T>(packed)).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            TryFail(e);
        }
        finally
        {
            _python.Discard(packed);
        }
    }

    private void Succeed(T result)
    {
        if (!_source.TrySetResult(result))
        {
            (result as PythonReference)?.Dispose(); // given up before
        }
    }

    private void Ask(string what) => _python.Main.Post(() =>
    {
        if (!_source.Task.IsCompleted)
        {
            _future.InvokeMethod(what).Dispose();
        }
    });

    private void CancelAndGiveUp()
    {
        Cancel();
        _ = GiveUpAsync();
    }

    private async Task GiveUpAsync()
    {
        var grace = Task.Delay(_python.Options.CancellationGrace, CancellationToken.None);
        if (await Task.WhenAny(Ended, grace).ConfigureAwait(false) == grace)
        {
            // One that never awaits keeps all others from running.
            Ask("unblock");
            await Task.WhenAny(Ended, Task.Delay(_python.Options.CancellationGrace, CancellationToken.None)).ConfigureAwait(false);
            _source.TrySetCanceled(_cancellationToken);
        }
    }
}
