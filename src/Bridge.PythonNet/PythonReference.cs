using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Holds a Python object that stays in Python: what cannot be pickled, or should not be copied.</summary>
/// <remarks>
/// Made by <see cref="EmbeddedPython.CallAsync{T}(string, string, IReadOnlyList{object?}?, IReadOnlyDictionary{string, object?}?, CancellationToken)"/>
/// with this type asked for; may be an argument of later calls. Thread-safe; disposing it needs no GIL.
/// </remarks>
public sealed class PythonReference : IDisposable
{
    private readonly EmbeddedPython _python;
    private PyObject? _target;

    internal PythonReference(EmbeddedPython python, PyObject target)
    {
        _python = python;
        _target = target;
    }

    /// <summary>The object, for delegates given to <see cref="EmbeddedPython.RunAsync{T}"/>; the reference keeps owning it.</summary>
    /// <exception cref="ObjectDisposedException">The reference was disposed.</exception>
    public PyObject Target
    {
        get
        {
            ObjectDisposedException.ThrowIf(_target is null, this);
            return _target;
        }
    }

    /// <summary>Gives the reference back, in the background.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _target, null) is { } target)
        {
            _python.Discard(target);
        }
    }
}
