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
        if (!_objects.TryGetValue(handle.As<long>(), out var found))
        {
            Answer(answer, () => throw new ObjectDisposedException(null, "The C# object was released."));
            return;
        }

        var method = name.As<string>();
        ServedArguments arguments;
        using (var positional = call[2])
        using (var named = call[3])
        {
            arguments = new ServedArguments(
                [.. Items(positional).Select(Read)],
                Items(named).ToDictionary(
                    pair => pair[0].As<string>(),
                    pair =>
                    {
                        using var value = pair[1];
                        return Read(value);
                    }));
        }

        Answer(answer, () => found.Class.Invoke(found.Target, method, arguments, stopping));
    }

    // The C# runs without the GIL: others go on, and it may use Python itself.
    private void Answer(PyObject answer, Func<object?> body)
    {
        using var list = new PyList(answer);
        object? result = null;
        Exception? error = null;
        Gil.Without(() =>
        {
            try
            {
                result = body();
            }
            catch (Exception e)
            {
                error = e;
            }

            return true;
        });

        PyObject? value = null;
        try
        {
            value = python.ToPython(error is null ? result : ServedErrors.Translate(error));
        }
        catch (Exception e)
        {
            error = e;
            value = python.ToPython((object)ServedErrors.Translate(e));
        }

        using (value)
        {
            using var succeeded = (error is null).ToPython();
            list.Append(succeeded);
            list.Append(value);
        }
    }

    private ServedValue Read(PyObject packed) => python.ReadServed(packed);

    private static IEnumerable<PyObject> Items(PyObject list)
    {
        for (var i = 0; i < list.Length(); i++)
        {
            using var item = list[i];
            yield return item;
        }
    }
}
