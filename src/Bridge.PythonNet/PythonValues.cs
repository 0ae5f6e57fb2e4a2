using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.PythonNet.Serving;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Carries values across, by Bridge's own codec. Thread-safe; everything needs the GIL.</summary>
/// <remarks>
/// One pickle crosses, in place, instead of object by object: <c>As&lt;byte[]&gt;()</c> of pythonnet copies element by
/// element (0.1 s a MiB), and a lone surrogate given to its converter crashes the process.
/// </remarks>
internal sealed unsafe class PythonValues
{
    private const int Large = 64 * 1024; // reading it takes longer than getting the GIL back

    private static PyObject? _toBytes;

    private readonly PickleOptions _options;
    private readonly PythonManagers _managers;
    private readonly PyObject _loads;
    private readonly PyObject _dumps;

    public PythonValues(PyObject module, PickleOptions options, PythonManagers managers)
    {
        _options = options;
        _managers = managers;
        _loads = module.GetAttr("loads");
        _dumps = module.GetAttr("pack_value");
        _toBytes = module.GetAttr("to_bytes");
        Pickler = new ProxyPickler(options with { Protocol = 5 }, managers.ClientOf);
    }

    /// <summary>Pickles what goes to Python. Needs no GIL.</summary>
    public ProxyPickler Pickler { get; }

    /// <summary>Python bytes, by one copy.</summary>
    public static PyObject ToBytes(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            using var address = new PyInt((long)start);
            using var length = new PyInt(bytes.Length);
            return _toBytes!.Invoke(address, length);
        }
    }

    /// <summary>The Python object of a value.</summary>
    /// <exception cref="PicklingException">It has no Python equivalent.</exception>
    public PyObject ToPython<T>(T value)
    {
        switch (value)
        {
            case PyObject same:
                return same.NewReference();
            case PythonReference reference:
                return reference.Target.NewReference();
            case byte[] bytes:
                return ToBytes(bytes);
        }

        return Make(Prepare(value));
    }

    /// <summary>Pickles a value that goes to Python. Needs no GIL.</summary>
    /// <exception cref="PicklingException">It has no Python equivalent.</exception>
    public PreparedValue Prepare<T>(T value) => new(Pickler.Pickle(value, out var clients), clients, value);

    /// <summary>The Python object of a value.</summary>
    public PyObject Make(PreparedValue prepared)
    {
        foreach (var client in prepared.Clients)
        {
            _managers.Attach(client);
        }

        fixed (byte* start = prepared.Pickle)
        {
            using var address = new PyInt((long)start);
            using var length = new PyInt(prepared.Pickle.Length);
            var made = _loads.Invoke(address, length);
            GC.KeepAlive(prepared.Value); // a proxy that ended now would take the referent with it
            return made;
        }
    }

    /// <summary>The value of a Python object.</summary>
    /// <exception cref="PicklingException">It cannot be pickled.</exception>
    /// <exception cref="InvalidCastException">It is no <typeparamref name="T"/>.</exception>
    public T FromPython<T>(PyObject value)
    {
        using var packed = _dumps.Invoke(value);
        return Read<T>(packed);
    }

    /// <summary>Reads what <c>dumps</c> or <c>pack</c> made.</summary>
    public T Read<T>(PyObject packed)
    {
        if (!PyTuple.IsTupleType(packed))
        {
            using var plain = PythonBytes.Of(packed);
            return plain.Span.Length < Large
                ? PickleSerializer.Deserialize<T>(plain.Span, _options)
                : Gil.Without(() => PickleSerializer.Deserialize<T>(plain.Span, _options));
        }

        using var pickle = Learn(packed);
        using var bytes = PythonBytes.Of(pickle);
        var owning = Pickler.UnpickleAsync<T>(bytes.Span);
        return Gil.Without(() => owning.GetAwaiter().GetResult());
    }

    /// <summary>A packed argument, to be read without the GIL.</summary>
    public ServedValue ReadServed(PyObject packed)
    {
        using var pickle = PyTuple.IsTupleType(packed) ? Learn(packed) : packed.NewReference();
        using var bytes = PythonBytes.Of(pickle);
        return new ServedValue(bytes.Span.ToArray(), Pickler);
    }

    // The pickle, after its managers were made known.
    private PyObject Learn(PyObject packed)
    {
        using var proxies = packed[2];
        _managers.Learn(proxies);
        return packed[0];
    }
}
