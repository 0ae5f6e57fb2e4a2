using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>A call under way: the reference of its proxy is not given back before this is disposed, once.</summary>
internal readonly struct ProxyUse(ProxyReference reference) : IDisposable
{
    public void Dispose() => reference.Exit();
}
