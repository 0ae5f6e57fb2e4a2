using System.Collections.ObjectModel;
using Bridge.Manager;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Calls Python functions by name, and awaits coroutines. Thread-safe.</summary>
internal sealed class PythonCalls(EmbeddedPython python, PyObject module, PythonValues values, PythonManagers managers)
{
    private readonly PyObject _call = module.GetAttr("call");
    private readonly PyObject _true = true.ToPython();
    private readonly PyObject _false = false.ToPython();

    /// <summary>Calls a function: a <see cref="PythonReference"/> to one, or the name of its module.</summary>
    public async Task<T> CallAsync<T>(
        object function,
        string? name,
        IReadOnlyList<object?>? arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        var (pickle, clients, objects) = Split(arguments ?? [], keywords);
        var (result, coroutine) = await python.RunAsync(
            () =>
            {
                foreach (var client in clients)
                {
                    managers.Attach(client);
                }

                using var packed = Invoke(function, name, pickle, objects, typeof(T) == typeof(PythonReference));
                return IsCoroutine(packed)
                    ? (default(T)!, PythonCoroutine<T>.Start(python, this, module, packed[1], cancellationToken))
                    : (Read<T>(packed), null);
            },
            cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(arguments); // proxies among them, until Python has references of its own
        GC.KeepAlive(keywords);
        return coroutine is null ? result : await coroutine.WaitAsync().ConfigureAwait(false);
    }

    /// <summary>Reads the outcome of a call. Needs the GIL.</summary>
    public T Read<T>(PyObject packed) => typeof(T) == typeof(PythonReference)
        ? (T)(object)new PythonReference(python, packed[1])
        : values.Read<T>(packed);

    /// <summary>Whether reading the outcome takes calls to managers. Needs the GIL.</summary>
    public static bool HasProxies(PyObject packed)
    {
        if (!PyTuple.IsTupleType(packed))
        {
            return false;
        }

        using var proxies = packed[2];
        return proxies.Length() > 0;
    }

    private static bool IsCoroutine(PyObject packed)
    {
        if (!PyTuple.IsTupleType(packed))
        {
            return false;
        }

        using var first = packed[0];
        return first.IsNone();
    }

    private unsafe PyObject Invoke(
        object function, string? name, byte[] pickle, List<(object Place, object Value)>? objects, bool isRaw)
    {
        using var target = function is PythonReference reference ? reference.Target.NewReference() : new PyString((string)function);
        using var path = name is null ? PyObject.None : new PyString(name);
        using var places = objects is null ? PyObject.None : Places(objects);
        fixed (byte* start = pickle)
        {
            using var address = new PyInt((long)start);
            using var length = new PyInt(pickle.Length);
            return _call.Invoke(target, path, address, length, places, isRaw ? _true : _false);
        }
    }

    private PyList Places(List<(object Place, object Value)> objects)
    {
        var places = new PyList();
        foreach (var (place, value) in objects)
        {
            using var at = place is int index ? (PyObject)new PyInt(index) : new PyString((string)place);
            using var it = values.ToPython(value);
            using var pair = new PyTuple([at, it]);
            places.Append(pair);
        }

        return places;
    }

    // What is a Python object already goes as it is; all the rest goes in one pickle, made before the GIL is taken.
    private (byte[] Pickle, IReadOnlyCollection<ManagerClient> Clients, List<(object Place, object Value)>? Objects) Split(
        IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?>? keywords)
    {
        if (arguments.Count == 0 && keywords is null or { Count: 0 })
        {
            return ([], [], null);
        }

        List<(object, object)>? objects = null;
        var positional = new object?[arguments.Count];
        for (var i = 0; i < positional.Length; i++)
        {
            if (arguments[i] is PyObject or PythonReference)
            {
                (objects ??= []).Add((i, arguments[i]!));
            }
            else
            {
                positional[i] = arguments[i];
            }
        }

        var named = new Dictionary<string, object?>();
        foreach (var (key, value) in keywords ?? ReadOnlyDictionary<string, object?>.Empty)
        {
            if (value is PyObject or PythonReference)
            {
                (objects ??= []).Add((key, value));
            }
            else
            {
                named[key] = value;
            }
        }

        return (values.Pickler.Pickle((positional, named), out var clients), clients, objects);
    }
}
