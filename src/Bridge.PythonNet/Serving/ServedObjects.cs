using System.Collections.Concurrent;
using Python.Runtime;

namespace Bridge.PythonNet.Serving;

/// <summary>The C# objects that live in one manager, by handle. Thread-safe.</summary>
internal sealed class ServedObjects(EmbeddedPython python, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<long, (object Target, ServedClass Class)> _objects = new();
    private long _last;

    /// <summary>What a manager calls to make one. Needs the GIL.</summary>
    /// <param name="module">Python's <c>serving</c>.</param>
    /// <param name="typeId">The typeid.</param>
    /// <param name="type">The class.</param>
    /// <param name="make">Makes or gives the object.</param>
    public PyObject MakeFactory(PyObject module, string typeId, Type type, Func<object> make)
    {
        var served = new ServedClass(type);
        using var name = new PyString(typeId);
        using var methods = new PyList();
        foreach (var method in served.Names)
        {
            using var text = new PyString(method);
            methods.Append(text);
        }

        using var create = Callback.Of(answer => Answer(answer, () => Hold(make(), served)));
        using var invoke = Callback.Of(Invoke);
        using var release = new Action<long>(handle => _objects.TryRemove(handle, out _)).ToPython();
        return module.InvokeMethod("make_factory", name, methods, create, invoke, release);
    }

    private long Hold(object target, ServedClass served)
    {
        ArgumentNullException.ThrowIfNull(target);
        var handle = Interlocked.Increment(ref _last);
        _objects[handle] = (target, served);
        return handle;
    }

    // On the manager's thread of one client, with the GIL: (handle, name, positional, named, answer).
    private void Invoke(PyObject call)
    {
        using var handle = call[0];
        using var name = call[1];
        using var answer = call[4];
        var method = name.As<string>();
        if (!_objects.TryGetValue(handle.As<long>(), out var found))
        {
            Answer(answer, () => throw new ObjectDisposedException(null, "The C# object was released."));
            return;
        }

        ServedArguments arguments;
        try
        {
            using var positional = call[2];
            using var named = call[3];
            arguments = new ServedArguments([.. Items(positional).Select(python.ReadServed)], Named(named));
        }
        catch (Exception e)
        {
            Answer(answer, () => throw e); // a proxy's manager that cannot be reached
            return;
        }

        Answer(answer, () => found.Class.Invoke(found.Target, method, arguments, stopping));
    }

    // The C# runs without the GIL: others go on, and it may use Python itself.
    private void Answer(PyObject answer, Func<object?> body)
    {
        using var list = new PyList(answer);
        Exception? error = null;
        var prepared = Gil.Without(() =>
        {
            try
            {
                return python.Prepare(body()); // here, as getters and iterators are the user's code, too
            }
            catch (Exception e)
            {
                error = e;
                return python.Prepare(ServedErrors.Translate(e));
            }
        });
        using var value = Make(prepared, ref error);
        using var succeeded = (error is null).ToPython();
        list.Append(succeeded);
        list.Append(value);
    }

    private PyObject Make(PreparedValue prepared, ref Exception? error)
    {
        try
        {
            return python.Make(prepared);
        }
        catch (PythonException e) when (error is null)
        {
            error = e;
            return python.Make(python.Prepare(ServedErrors.Translate(python.Errors.Translate(e, CancellationToken.None))));
        }
        catch (PythonException)
        {
            return python.Make(python.Prepare(ServedErrors.Plain(error!))); // a class that is not here
        }
    }

    private Dictionary<string, ServedValue> Named(PyObject pairs)
    {
        var named = new Dictionary<string, ServedValue>(StringComparer.Ordinal);
        foreach (var pair in Items(pairs))
        {
            using var name = pair[0];
            using var value = pair[1];
            named[name.As<string>()] = python.ReadServed(value);
        }

        return named;
    }

    private static IEnumerable<PyObject> Items(PyObject list)
    {
        for (var i = 0; i < list.Length(); i++)
        {
            using var item = list[i];
            yield return item;
        }
    }
}
