using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for the result to come of work in a <c>Pool</c>.</summary>
/// <typeparam name="T">The .NET type of the result.</typeparam>
/// <remarks>
/// <para>Thread-safe. The result stays on the server until this proxy is disposed, so it can be read again.</para>
/// <para>A wait on the server is made of slices of at most 250 ms; a canceled call returns after the running slice,
/// with the result if it came.</para>
/// </remarks>
public sealed class AsyncResultProxy<T> : Proxy
{
    internal AsyncResultProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    /// <summary>Waits for the result. Calls the exposed method <c>get</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <exception cref="RemoteException">The function raised.</exception>
    /// <exception cref="InvalidCastException">The result has another type.</exception>
    /// <exception cref="BridgeConnectionException">The manager ended.</exception>
    public async Task<T> GetAsync(CancellationToken cancellationToken = default)
    {
        var (_, result) = await GetInSlicesAsync(null, cancellationToken).ConfigureAwait(false);
        return result!;
    }

    /// <summary>Waits for the result for some time. Calls the exposed method <c>get</c>.</summary>
    /// <param name="timeout">How long to wait; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The result, or <c>Ready = false</c> when it did not come in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="RemoteException">The function raised.</exception>
    /// <exception cref="InvalidCastException">The result has another type.</exception>
    /// <exception cref="BridgeConnectionException">The manager ended.</exception>
    public Task<(bool Ready, T? Result)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return GetInSlicesAsync(timeout, cancellationToken);
    }

    /// <summary>Waits until the work is done, well or not. Calls the exposed methods <c>wait</c> and <c>ready</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <exception cref="BridgeConnectionException">The manager ended.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => WaitInSlicesAsync(null, cancellationToken);

    /// <summary>
    /// Waits for some time until the work is done, well or not. Calls the exposed methods <c>wait</c> and <c>ready</c>.
    /// </summary>
    /// <param name="timeout">How long to wait; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>Whether it is done.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="BridgeConnectionException">The manager ended.</exception>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WaitInSlicesAsync(timeout, cancellationToken);
    }

    /// <summary>Whether the work is done, well or not. Calls the exposed method <c>ready</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<bool>(Request("ready"), cancellationToken);

    /// <summary>Whether the function returned or raised. Calls the exposed method <c>successful</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>Null while it is not known yet.</returns>
    public async ValueTask<bool?> IsSuccessfulAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadAsync<bool>(Request("successful"), cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException error) when (error.PythonType is PythonTypes.ValueError or PythonTypes.AssertionError)
        {
            return null; // AssertionError on CPython 3.6
        }
    }

    private Task<(bool Done, T? Result)> GetInSlicesAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        return SlicedWait.RunAsync<T>(this, timeout, async (lease, seconds, abandon) =>
        {
            try
            {
                var reply = await Client.CallLeasedAsync<T>(lease, Token, "get", [seconds], null, abandon)
                    .ConfigureAwait(false);
                return (true, Results.Convert(reply, Client));
            }
            catch (RemoteException error) when (error.PythonType == PythonTypes.MultiprocessingTimeoutError)
            {
                // The function may have raised the same; then the result is ready.
                var ready = await Client.CallLeasedAsync<bool>(lease, Token, "ready", [], null, abandon)
                    .ConfigureAwait(false);
                if (!ready.Payload())
                {
                    return (false, default);
                }
            }

            var final = await Client.CallLeasedAsync<T>(lease, Token, "get", [], null, abandon).ConfigureAwait(false);
            return (true, Results.Convert(final, Client));
        }, cancellationToken);
    }

    private async Task<bool> WaitInSlicesAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var (done, _) = await SlicedWait.RunAsync<bool>(this, timeout, async (lease, seconds, abandon) =>
        {
            await Client.CallLeasedAsync<object?>(lease, Token, "wait", [seconds], null, abandon).ConfigureAwait(false);
            var ready = await Client.CallLeasedAsync<bool>(lease, Token, "ready", [], null, abandon)
                .ConfigureAwait(false);
            return (ready.Payload(), true);
        }, cancellationToken).ConfigureAwait(false);
        return done;
    }
}
