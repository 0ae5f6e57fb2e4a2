using Bridge.Proxies;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Lets pythonnet itself turn Bridge's proxies into Python's and back, in <c>dynamic</c> code too.</summary>
internal sealed class ProxyCodec : IPyObjectEncoder, IPyObjectDecoder
{
    private readonly EmbeddedPython _python;
    private readonly PyType _baseProxy;

    private ProxyCodec(EmbeddedPython python, PyType baseProxy) => (_python, _baseProxy) = (python, baseProxy);

    /// <summary>Registers it, before the first conversion: pythonnet remembers for good what it has no codec for.</summary>
    public static void Register(EmbeddedPython python)
    {
        using var managers = Py.Import("multiprocessing.managers");
        using var type = managers.GetAttr("BaseProxy");
        var codec = new ProxyCodec(python, new PyType(type));
        PyObjectConversions.RegisterEncoder(codec);
        PyObjectConversions.RegisterDecoder(codec);
    }

    public bool CanEncode(Type type) => typeof(Proxy).IsAssignableFrom(type);

    public PyObject? TryEncode(object value) => value is Proxy proxy ? _python.ToPython(proxy) : null;

    public bool CanDecode(PyType objectType, Type targetType) =>
        typeof(Proxy).IsAssignableFrom(targetType) && objectType.IsSubclass(_baseProxy);

    public bool TryDecode<T>(PyObject pyObj, out T? value)
    {
        value = _python.FromPython<T>(pyObj);
        return true;
    }
}
