using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>Value</c> referent: one shared value.</summary>
/// <typeparam name="T">The .NET type of the value; converted by the codec of the client.</typeparam>
/// <remarks>
/// Thread-safe, but reading and then setting is two calls: two programs that do it at once lose an update. Use
/// <see cref="UpdateAsync(Func{T, T}, ISharedLock, CancellationToken)"/>, and the same lock in Python.
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
        ReadAsync<T>(Request("get"), cancellationToken);

    /// <summary>Sets the value. Calls the exposed method <c>set</c>.</summary>
    /// <param name="value">The new value; the server does not check its type.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the value may be set all the same.</param>
    /// <exception cref="PicklingException">The value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask SetAsync(T value, CancellationToken cancellationToken = default) =>
        CallAsync(Request("set", value), cancellationToken);

    /// <summary>Replaces the value by what a function makes of it, while a lock is held.</summary>
    /// <remarks>No update is lost among all programs that use the lock, Python's <c>with lock:</c> included.</remarks>
    /// <param name="update">Makes the new value of the old one. Runs while the lock is held.</param>
    /// <param name="gate">The lock. Not held by the caller already.</param>
    /// <param name="cancellationToken">Looked at until the new value is sent; canceled, nothing is set.</param>
    /// <returns>The new value.</returns>
    /// <exception cref="InvalidCastException">The value has another type. Nothing is set.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether it is set is unknown.</exception>
    public Task<T> UpdateAsync(Func<T, T> update, ISharedLock gate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return UpdateAsync((current, _) => Task.FromResult(update(current)), gate, cancellationToken);
    }

    /// <inheritdoc cref="UpdateAsync(Func{T, T}, ISharedLock, CancellationToken)"/>
    public Task<T> UpdateAsync(
        Func<T, CancellationToken, Task<T>> update, ISharedLock gate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(gate);
        return GatedUpdate.RunAsync<T>(
            gate, async token => await GetAsync(token).ConfigureAwait(false), update!, SetAsync, cancellationToken);
    }
}
