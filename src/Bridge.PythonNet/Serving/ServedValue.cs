using Bridge.Proxies;

namespace Bridge.PythonNet.Serving;

/// <summary>One argument from Python, still pickled.</summary>
internal sealed class ServedValue(byte[] pickle, ProxyPickler pickler)
{
    /// <summary>The value; waits for the references of proxies in it. The GIL must not be held.</summary>
    public T Read<T>() => pickler.UnpickleAsync<T>(pickle).GetAwaiter().GetResult();
}
