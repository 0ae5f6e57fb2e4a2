using Bridge.Connections;

namespace Bridge.Proxies;

/// <summary>Starts quick calls: at once where the lane is open, which is the rule.</summary>
internal static class QuickCalls
{
    /// <summary>A call and its value.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="request">The request; disposed, whatever happens.</param>
    /// <param name="takes">See <see cref="QuickCall{T}.Start"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    /// <exception cref="StaleProxyException">The server was replaced.</exception>
    public static ValueTask<T> StartAsync<T>(
        Proxy proxy, FrameBuffer request, bool takes, CancellationToken cancellationToken)
    {
        try
        {
            return TryStart<T>(proxy, request, takes, cancellationToken) is { } call
                ? new ValueTask<T>(call, call.Version)
                : WaitAsync();
        }
        catch (Exception error)
        {
            return ValueTask.FromException<T>(error);
        }

        async ValueTask<T> WaitAsync()
        {
            var call = await StartLaterAsync<T>(proxy, request, takes, cancellationToken).ConfigureAwait(false);
            return await new ValueTask<T>(call, call.Version).ConfigureAwait(false);
        }
    }

    /// <summary>A call whose result does not matter; otherwise the same.</summary>
    public static ValueTask StartAsync(Proxy proxy, FrameBuffer request, CancellationToken cancellationToken)
    {
        try
        {
            return TryStart<Ignored>(proxy, request, takes: false, cancellationToken) is { } call
                ? new ValueTask(call, call.Version)
                : WaitAsync();
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }

        async ValueTask WaitAsync()
        {
            var call = await StartLaterAsync<Ignored>(proxy, request, takes: false, cancellationToken).ConfigureAwait(false);
            await new ValueTask(call, call.Version).ConfigureAwait(false);
        }
    }

    /// <summary>Null when the lane must be waited for; the reference is entered then.</summary>
    private static QuickCall<T>? TryStart<T>(
        Proxy proxy, FrameBuffer request, bool takes, CancellationToken cancellationToken)
    {
        PipelinedLane? lane;
        ProxyUse? use = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            use = proxy.Use();
            lane = proxy.Client.TryGetLane(proxy.Token);
        }
        catch
        {
            use?.Dispose();
            request.Dispose();
            throw;
        }

        return lane is null ? null : QuickCall<T>.Start(proxy.Reference, lane, request, takes, cancellationToken);
    }

    private static async Task<QuickCall<T>> StartLaterAsync<T>(
        Proxy proxy, FrameBuffer request, bool takes, CancellationToken cancellationToken)
    {
        PipelinedLane lane;
        try
        {
            lane = await proxy.Client.GetLaneAsync(proxy.Token, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            proxy.Reference.Exit();
            request.Dispose();
            throw;
        }

        return QuickCall<T>.Start(proxy.Reference, lane, request, takes, cancellationToken);
    }
}
