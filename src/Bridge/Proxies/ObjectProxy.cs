using System.Diagnostics.CodeAnalysis;
using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Proxy for a referent of any registered typeid; its methods are called by name.</summary>
/// <remarks>
/// <para>Thread-safe. A method that Bridge does not know may wait, so each call has a connection of its own.</para>
/// <para>Canceling a call ends the wait at once; the method runs on in the server, and its result is dropped.</para>
/// </remarks>
public sealed class ObjectProxy : Proxy, IAdaptable
{
    // These three answer on every object, exposed or not (Server.fallback_mapping in Lib/multiprocessing/managers.py).
    private static readonly string[] Fallbacks = ["__str__", "__repr__", "#GETVALUE"];

    internal ObjectProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => ProxyClasses.Of(Token.TypeId);

    /// <summary>The same referent by another proxy: <c>As&lt;ListProxy&lt;int&gt;&gt;()</c>.</summary>
    /// <typeparam name="TProxy">A type of proxy of this library.</typeparam>
    /// <returns>A proxy that shares the reference of this one: disposing either ends both.</returns>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    public TProxy As<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicConstructors)] TProxy>()
        where TProxy : Proxy
    {
        ThrowIfDisposed();
        return ProxyFactory.CreateKnown<TProxy>(Reference);
    }

    bool IAdaptable.TryAdapt<T>([MaybeNullWhen(false)] out T adapted) => ProxyFactory.TryCreate(Reference, out adapted);

    /// <summary>Calls an exposed method.</summary>
    /// <typeparam name="T">
    /// The .NET type of the result; a type of proxy where the server answers with a proxy.
    /// </typeparam>
    /// <param name="method">Its Python name.</param>
    /// <param name="arguments">The positional arguments.</param>
    /// <param name="keywords">The keyword arguments.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <exception cref="NotSupportedException">The method is not exposed. Nothing was sent.</exception>
    /// <exception cref="PicklingException">An argument has no Python equivalent. Nothing was sent.</exception>
    /// <exception cref="RemoteException">The method raised.</exception>
    /// <exception cref="InvalidCastException">The result has another type. The call did happen.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether the call happened is unknown.</exception>
    public async Task<T> CallAsync<T>(
        string method,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default) =>
        Results.Convert(
            await CallCoreAsync<T>(method, arguments, keywords, cancellationToken).ConfigureAwait(false), Client);

    /// <summary>Calls an exposed method whose result does not matter.</summary>
    /// <param name="method">Its Python name.</param>
    /// <param name="arguments">The positional arguments.</param>
    /// <param name="keywords">The keyword arguments.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <exception cref="NotSupportedException">The method is not exposed. Nothing was sent.</exception>
    /// <exception cref="PicklingException">An argument has no Python equivalent. Nothing was sent.</exception>
    /// <exception cref="RemoteException">The method raised.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether the call happened is unknown.</exception>
    public async Task CallAsync(
        string method,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
    {
        Results.Discard(
            await CallCoreAsync<object?>(method, arguments, keywords, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The referent itself, pickled by value.</summary>
    /// <typeparam name="T">The .NET type of the value.</typeparam>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">It cannot be pickled.</exception>
    /// <exception cref="InvalidCastException">It has another type.</exception>
    public ValueTask<T> GetValueAsync<T>(CancellationToken cancellationToken = default) =>
        ReadAsync<T>("#GETVALUE", [], cancellationToken);

    private async Task<Reply<T>> CallCoreAsync<T>(
        string method,
        IReadOnlyList<object?>? arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        using var use = Use();
        if (!ExposedMethods.Contains(method) && !Fallbacks.Contains(method))
        {
            throw new NotSupportedException(
                $"'{Token.TypeId}' does not expose '{method}'; it exposes {string.Join(", ", ExposedMethods)}.");
        }

        var lease = await Client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            using var watch = SilentThreadWatch.Start(Client, lease);
            return await Client.CallLeasedAsync<T>(lease, Token, method, arguments ?? [], keywords, cancellationToken, isSlice: false)
                .ConfigureAwait(false);
        }
    }
}
