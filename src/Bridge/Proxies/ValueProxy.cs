using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>Value</c> referent: one shared value.</summary>
/// <typeparam name="T">The .NET type of the value; converted by the codec of the client.</typeparam>
/// <remarks>
/// Thread-safe, but reading and then setting is two calls: two programs that do it at once lose an update. Guard it
/// with a <see cref="LockProxy"/>.
/// </remarks>
public sealed class ValueProxy<T> : Proxy
{
    internal ValueProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "ValueProxy";

    /// <summary>Reads the value. Calls the exposed method <c>get</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">The value has another type.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default) =>
        CallAsync<T>("get", [], cancellationToken);

    /// <summary>Sets the value. Calls the exposed method <c>set</c>.</summary>
    /// <param name="value">The new value; the server does not check its type.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the value may be set all the same.</param>
    /// <exception cref="PicklingException">The value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask SetAsync(T value, CancellationToken cancellationToken = default) =>
        CallAsync("set", [value], cancellationToken);
}
