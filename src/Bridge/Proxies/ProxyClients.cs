using System.Runtime.CompilerServices;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>The client of a proxy, for extension methods: they are no part of the class.</summary>
internal static class ProxyClients
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Client")]
    internal static extern ManagerClient ClientOf(Proxy proxy);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ThrowIfDisposed")]
    internal static extern void ThrowIfDisposed(Proxy proxy);
}
