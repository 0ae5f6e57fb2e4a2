namespace Bridge.Pickle.Reducers;

/// <summary>
/// Exceptions of the standard library: a class called with <c>args</c>, and a state (Objects/exceptions.c,
/// BaseException_reduce); and those that carry the traceback of another process.
/// </summary>
internal static class ExceptionReducers
{
    private const string Builtins = """
        ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
        BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
        ConnectionResetError DeprecationWarning EOFError EncodingWarning Exception ExceptionGroup FileExistsError
        FileNotFoundError FloatingPointError FutureWarning GeneratorExit ImportCycleError ImportError ImportWarning
        IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError
        MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError
        PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError
        ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
        SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError
        UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning
        ZeroDivisionError
        """;

    private static readonly PythonGlobal[] Others =
    [
        new("_queue", "Empty"),
        new("queue", "Empty"),
        new("queue", "Full"),
        new("queue", "ShutDown"),
        new("asyncio.exceptions", "BrokenBarrierError"),
        new("asyncio.exceptions", "CancelledError"),
        new("asyncio.exceptions", "IncompleteReadError"),
        new("asyncio.exceptions", "InvalidStateError"),
        new("asyncio.exceptions", "LimitOverrunError"),
        new("asyncio.exceptions", "TimeoutError"),
        new("asyncio.queues", "QueueEmpty"),
        new("asyncio.queues", "QueueFull"),
        new("asyncio.queues", "QueueShutDown"),
        new("concurrent.futures._base", "BrokenExecutor"),
        new("concurrent.futures._base", "CancelledError"),
        new("concurrent.futures._base", "InvalidStateError"),
        new("concurrent.futures._base", "TimeoutError"),
        new("multiprocessing.context", "AuthenticationError"),
        new("multiprocessing.context", "BufferTooShort"),
        new("multiprocessing.context", "ProcessError"),
        new("multiprocessing.context", "TimeoutError"),
        new("multiprocessing.managers", "RemoteError"),
        new("_pickle", "PicklingError"),
        new("_pickle", "UnpicklingError"),
        new("json.decoder", "JSONDecodeError"),
    ];

    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } = [.. Build()];

    private static IEnumerable<KeyValuePair<PythonGlobal, Reducer>> Build()
    {
        var exception = new ExceptionReducer();
        foreach (var name in Builtins.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return new(new("builtins", name), exception);
        }

        foreach (var type in Others)
        {
            yield return new(type, exception);
        }

        var rebuild = new RebuildReducer();
        yield return new(new("multiprocessing.pool", "rebuild_exc"), rebuild);
        yield return new(new("concurrent.futures.process", "_rebuild_exc"), rebuild);
    }

    private sealed class ExceptionReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) =>
            call.IsCall ? new PythonException(call.Callable, call.Arguments) : null;
    }

    /// <summary>Python's function changes the exception that it gets, and returns it; so does this.</summary>
    private sealed class RebuildReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall
                || call.Arguments.Items is not [PythonException { Rebuilder: null } exception, string traceback])
            {
                return null;
            }

            exception.RemoteTraceback = traceback;
            exception.Rebuilder = call.Callable;
            return exception;
        }
    }
}
