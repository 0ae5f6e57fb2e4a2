namespace Bridge.Manager;

/// <summary>Makes the proxies that stand for nested references; the layer above has them.</summary>
internal interface IProxyFactory
{
    /// <summary>A proxy that shares the reference.</summary>
    object Create(ProxyReference reference);
}
