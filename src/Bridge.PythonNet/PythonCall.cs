using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>A delegate with a result, and the task that waits for it.</summary>
/// <param name="body">Runs with the GIL held.</param>
/// <param name="errors">Turns what Python raised into what .NET throws.</param>
/// <param name="cancellationToken">The token whose cancellation ended it, if one did.</param>
internal sealed class PythonCall<T>(Func<T> body, PythonErrors errors, CancellationToken cancellationToken) : PythonWork
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _error;

    public Task<T> Task => _source.Task;

    public override Task Ended => _source.Task;

    public override void Conclude()
    {
        if (_error is PythonException raised)
        {
            _error = errors.Translate(raised, cancellationToken);
        }
        else if (_error is null)
        {
            _error = Escape.Find(_result);
        }
    }

    public override void Report()
    {
        if (_error is null)
        {
            _source.TrySetResult(_result);
        }
        else if (_error is OperationCanceledException canceled)
        {
            _source.TrySetCanceled(canceled.CancellationToken);
        }
        else
        {
            _source.TrySetException(_error);
        }
    }

    public override bool TryFail(Exception error) => error is OperationCanceledException canceled
        ? _source.TrySetCanceled(canceled.CancellationToken)
        : _source.TrySetException(error);

    protected override void RunBody()
    {
        try
        {
            _result = body();
        }
        catch (Exception e)
        {
            _error = e;
        }
    }
}
