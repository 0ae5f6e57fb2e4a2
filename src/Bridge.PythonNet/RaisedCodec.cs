using System.Diagnostics.CodeAnalysis;
using Python.Runtime;
using PythonException = Python.Runtime.PythonException;

namespace Bridge.PythonNet;

/// <summary>Makes the .NET exception for what Python raised, in pythonnet's place.</summary>
/// <remarks>
/// pythonnet asks the exception for its text, and throws what that raises instead, asking it again: a <c>__str__</c> that
/// raises, or a text with a lone surrogate, ends in another exception, or in none at all.
/// </remarks>
internal sealed class RaisedCodec : IPyObjectDecoder
{
    private const int Causes = 16; // pythonnet follows all, by recursion

    private static int _registered;

    [ThreadStatic]
    private static bool _isExplaining;

    /// <summary>Python's function of that name; until it is set, pythonnet does it by itself.</summary>
    public static PyObject? Explain { get; set; }

    /// <summary>Registers it, before the first exception: pythonnet remembers for good what it has no codec for.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 0)
        {
            PyObjectConversions.RegisterDecoder(new RaisedCodec());
        }
    }

    // pythonnet wraps (type, value, traceback) in a Python class of its own.
    public bool CanDecode(PyType objectType, Type targetType) =>
        targetType == typeof(Exception) && objectType.Name is "PyErr" or "clr.interop.PyErr";

    public bool TryDecode<T>(PyObject pyObj, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (Explain is null || _isExplaining)
        {
            return false;
        }

        _isExplaining = true;
        try
        {
            using var most = new PyInt(Causes);
            using var links = Explain.Invoke(pyObj, most);
            Exception? made = null;
            for (var i = links.Length() - 1; i >= 0; i--)
            {
                using var link = links[(int)i];
                made = Make(link, made);
            }

            value = (T?)(object?)made;
            return made is not null;
        }
        catch (PythonException)
        {
            return false; // an interrupt, or out of memory
        }
        finally
        {
            _isExplaining = false;
        }
    }

    private static PythonException Make(PyObject link, Exception? inner)
    {
        using var text = link[3];
        var traceback = link[2];
        if (traceback.IsNone())
        {
            traceback.Dispose();
            traceback = null;
        }

        using var type = link[0];
        return new PythonException(new PyType(type), link[1], traceback, text.As<string>(), inner);
    }
}
