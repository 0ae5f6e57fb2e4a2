using System.Diagnostics.CodeAnalysis;

namespace Bridge.Proxies;

/// <summary>Other ways to call the methods of an <see cref="ObjectProxy"/>.</summary>
public static class ObjectProxyExtensions
{
    /// <summary>Calls an exposed method that returns an iterator, such as a generator.</summary>
    /// <remarks>
    /// In Python the method is registered with <c>method_to_typeid={'name': 'Iterator'}</c>; without it, a generator
    /// cannot leave the server.
    /// </remarks>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="proxy">The proxy.</param>
    /// <param name="method">Its Python name.</param>
    /// <param name="arguments">The positional arguments.</param>
    /// <param name="keywords">The keyword arguments.</param>
    /// <param name="cancellationToken">Ends the wait at once; an iterator that comes later stays on the server.</param>
    /// <returns>A proxy for the iterator, which the caller disposes.</returns>
    /// <exception cref="NotSupportedException">The method is not exposed, or its result is no iterator.</exception>
    /// <exception cref="RemoteException">The method raised.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether the call happened is unknown.</exception>
    public static async Task<IteratorProxy<T>> IterateAsync<T>(
        this ObjectProxy proxy,
        string method,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        ArgumentException.ThrowIfNullOrEmpty(method);
        using var use = proxy.Use();
        if (!proxy.ExposedMethods.Contains(method))
        {
            throw new NotSupportedException(
                $"'{proxy.Token.TypeId}' does not expose '{method}'; it exposes {string.Join(", ", proxy.ExposedMethods)}.");
        }

        return await Iterators.CallAsync<T>(
            proxy.Client, proxy.Token, method, arguments ?? [], keywords, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Calls the exposed methods through an interface that is written for them.</summary>
    /// <remarks>
    /// <para><c>IncrementAsync</c> calls <c>increment</c>; <see cref="Pickle.PythonNameAttribute"/> names another
    /// method. Methods return <see cref="Task"/>, <see cref="ValueTask"/>, one of them with a result, or
    /// <see cref="IAsyncEnumerable{T}"/> where Python returns an iterator. A <see cref="CancellationToken"/> as last
    /// parameter cancels the call; the others are sent in their order, default values too, and <c>params</c> as single
    /// arguments.</para>
    /// <para>The result owns nothing: it ends with this proxy. If the interface is an <see cref="IAsyncDisposable"/>,
    /// its disposal disposes this proxy. Thread-safe.</para>
    /// </remarks>
    /// <typeparam name="TInterface">The interface.</typeparam>
    /// <param name="proxy">The proxy.</param>
    /// <exception cref="ArgumentException"><typeparamref name="TInterface"/> is no interface.</exception>
    /// <exception cref="NotSupportedException">
    /// Methods are not exposed, and all are listed; or a member of the interface cannot be a Python method.
    /// </exception>
    [RequiresDynamicCode("The class that implements the interface is made at run time.")]
    [RequiresUnreferencedCode("The methods of the interface are found by reflection.")]
    public static TInterface AsProxy<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TInterface>(this ObjectProxy proxy)
        where TInterface : class
    {
        ArgumentNullException.ThrowIfNull(proxy);
        proxy.ThrowIfDisposed();
        return InterfaceProxy.Create<TInterface>(proxy);
    }
}
