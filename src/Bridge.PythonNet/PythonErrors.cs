using Bridge.Pickle;
using Python.Runtime;
using PythonException = Python.Runtime.PythonException;

namespace Bridge.PythonNet;

/// <summary>What Python raised, as what .NET throws: free of Python objects, which may be used only with the GIL.</summary>
internal sealed class PythonErrors(PyObject describe)
{
    private const string CallCanceled = "bridge_embedded.errors.CallCanceled";
    private const string NotPicklable = "bridge_embedded.values.NotPicklable";

    /// <summary>The exception to throw. Needs the GIL; the one given is used up.</summary>
    /// <param name="raised">What pythonnet threw.</param>
    /// <param name="cancellationToken">The token that can have interrupted the call.</param>
    public Exception Translate(PythonException raised, CancellationToken cancellationToken)
    {
        try
        {
            raised.Normalize();
            using var value = raised.Value;
            using var type = raised.Type;
            using var traceback = raised.Traceback;
            if (value is null)
            {
                return new RemoteException(type.Name, type.Name);
            }

            using var described = describe.Invoke(value);
            return Read(described, cancellationToken);
        }
        catch (PythonException)
        {
            return new RemoteException(raised.Type.Name, raised.Message); // out of memory, or of stack
        }
    }

    /// <summary>The exception to throw for what Python's <c>describe</c> told of one. Needs the GIL.</summary>
    public static Exception Read(PyObject described, CancellationToken cancellationToken)
    {
        using var kindObject = described[0];
        using var messageObject = described[1];
        using var tracebackObject = described[2];
        using var details = described[3];
        var kind = kindObject.As<string>();
        var message = messageObject.As<string>();
        if (kind is CallCanceled or "concurrent.futures._base.CancelledError" or "asyncio.exceptions.CancelledError")
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return new OperationCanceledException(cancellationToken);
            }

            if (EmbeddedPython.Current is null)
            {
                return new ObjectDisposedException(nameof(EmbeddedPython));
            }
        }

        if (kind == NotPicklable)
        {
            return new PicklingException(message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        }

        var (arguments, notes) = ReadDetails(details);
        return new RemoteException(kind, message, arguments, tracebackObject.As<string>()) { Notes = notes };
    }

    private static (IReadOnlyList<object?> Arguments, IReadOnlyList<string> Notes) ReadDetails(PyObject pickle)
    {
        try
        {
            using var buffer = PythonBytes.Of(pickle);
            return PickleSerializer.Deserialize(buffer.Span) is PythonTuple { Count: 2 } pair
                && pair[0] is PythonTuple arguments && pair[1] is IEnumerable<object?> notes
                ? ([.. arguments], [.. notes.OfType<string>()])
                : ([], []);
        }
        catch (UnpicklingException)
        {
            return ([], []); // arguments that .NET cannot read; the text has them
        }
    }
}
