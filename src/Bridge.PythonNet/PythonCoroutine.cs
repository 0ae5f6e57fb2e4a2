using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>A coroutine on Python's event loop, and the task that waits for it.</summary>
internal sealed class PythonCoroutine<T>
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EmbeddedPython _python;
    private readonly PyObject _future;
    private readonly CancellationToken _cancellationToken;

    private PythonCoroutine(EmbeddedPython python, PyObject future, CancellationToken cancellationToken) =>
        (_python, _future, _cancellationToken) = (python, future, cancellationToken);

    /// <summary>Follows a <c>concurrent.futures.Future</c>. Needs the GIL.</summary>
    public static PythonCoroutine<T> Start(
        EmbeddedPython python, PythonCalls calls, PyObject module, PyObject future, CancellationToken cancellationToken)
    {
        var coroutine = new PythonCoroutine<T>(python, future, cancellationToken);
        using var raw = (typeof(T) == typeof(PythonReference)).ToPython();
        using var done = Callback.Of(outcome => coroutine.End(calls, outcome));
        module.InvokeMethod("when_done", future, raw, done).Dispose();
        return coroutine;
    }

    /// <summary>Its result. Canceled, the coroutine is canceled, and left behind if it does not end within the grace.</summary>
    public async Task<T> WaitAsync()
    {
        using (_cancellationToken.UnsafeRegister(static state => ((PythonCoroutine<T>)state!).Cancel(), this))
        {
            try
            {
                return await _source.Task.ConfigureAwait(false);
            }
            finally
            {
                _python.Discard(_future);
            }
        }
    }

    // On the loop's thread, with the GIL; an exception that left here would be Python's to report.
    private void End(PythonCalls calls, PyObject outcome)
    {
        try
        {
            using var packed = outcome[0];
            using var error = outcome[1];
            if (!error.IsNone())
            {
                throw PythonErrors.Read(error, _cancellationToken);
            }

            _source.TrySetResult(calls.Read<T>(packed));
        }
        catch (OperationCanceledException)
        {
            _source.TrySetCanceled(_cancellationToken);
        }
        catch (PythonException e)
        {
            _source.TrySetException(_python.Errors.Translate(e, _cancellationToken));
        }
        catch (Exception e)
        {
            _source.TrySetException(e);
        }
    }

    private void Cancel()
    {
        _python.Main.Post(() =>
        {
            if (!_source.Task.IsCompleted)
            {
                _future.InvokeMethod("cancel").Dispose();
            }
        });
        _ = GiveUpAsync();
    }

    private async Task GiveUpAsync()
    {
        await Task.Delay(_python.Options.CancellationGrace, CancellationToken.None).ConfigureAwait(false);
        _source.TrySetCanceled(_cancellationToken);
    }
}
