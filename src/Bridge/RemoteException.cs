using System.Collections.ObjectModel;

namespace Bridge;

/// <summary>What Python raised while it executed a call.</summary>
/// <remarks>Decide by <see cref="PythonType"/>, never by the text: messages differ between CPython versions.</remarks>
public sealed class RemoteException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="pythonType">The qualified name of the class, as it was on the wire.</param>
    /// <param name="message">The text of the exception.</param>
    /// <param name="arguments">The arguments of the Python exception.</param>
    /// <param name="remoteTraceback">The Python traceback, where the server sent one.</param>
    public RemoteException(
        string pythonType, string message, IReadOnlyList<object?>? arguments = null, string? remoteTraceback = null)
        : base(message)
    {
        PythonType = pythonType;
        Arguments = arguments ?? [];
        RemoteTraceback = remoteTraceback;
    }

    /// <summary>The qualified name of the class on the wire: <c>"builtins.KeyError"</c>, <c>"_queue.Empty"</c>.</summary>
    public string PythonType { get; }

    /// <summary>The arguments of the Python exception.</summary>
    public IReadOnlyList<object?> Arguments { get; }

    /// <summary>What Python code added by <c>add_note</c> (CPython 3.11 and newer); mostly none.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What else was set on the Python exception (its <c>__dict__</c>), notes included; mostly nothing.</summary>
    public IReadOnlyDictionary<string, object?> Attributes { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>The Python traceback; null where the manager protocol sends none.</summary>
    public string? RemoteTraceback { get; }
}
