using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>Reads replies, and owns a reference for each proxy in them. Thread-safe.</summary>
internal sealed class ReplyReader(ManagerClient client)
{
    private const int OwnedAtOnce = 8;

    /// <summary>The reply, with a reference owned for each proxy in it. Throws what the server reported.</summary>
    public async ValueTask<Reply<T>> ReadAsync<T>(
        FrameBuffer reply, Token token, object? peer, CancellationToken cancellationToken)
    {
        var read = Read<T>(reply.BodySpan, token, peer, out var nested);
        if (nested is not null)
        {
            await OwnAllAsync(nested, peer, cancellationToken).ConfigureAwait(false);
        }

        return read;
    }

    /// <summary>The reply, whose nested proxies are still to be owned. Throws what the server reported.</summary>
    public Reply<T> Read<T>(ReadOnlySpan<byte> body, Token token, object? peer, out List<ProxyReference>? nested)
    {
        ProxyReducer.Begin();
        var reply = Reply<T>.Read(body, client.Pickle);
        nested = ProxyReducer.TakeFound();
        if (reply.Kind == ReplyKind.Traceback && StaleProxies.IsUnknownIdent(reply.Natural as string, token.Id))
        {
            throw StaleProxies.Gone(token, client.Address);
        }

        reply.ThrowIfError();
        return reply.Kind == ReplyKind.Proxy
            ? reply.With(ProxyReference.FromPython(client, reply.Natural).Own((ServerInfo)peer!))
            : reply;
    }

    /// <summary>Throws what the server reported, and ignores a value, which has no proxy in it.</summary>
    public void ReadNothing(ReadOnlySpan<byte> body, Token token)
    {
        if (!Reply<object?>.IsReturn(body))
        {
            Read<object?>(body, token, null, out _);
        }
    }

    /// <summary>Owns a reference for each proxy that a read has found.</summary>
    public async Task OwnAllAsync(List<ProxyReference> nested, object? peer, CancellationToken cancellationToken)
    {
        // Canceled, those under way are still owned, in the background: a count that nobody knows of stays for good.
        // One that is known is given back when the value is collected, which nobody sees.
        var owning = Parallel.ForEachAsync(
            nested,
            new ParallelOptions { MaxDegreeOfParallelism = OwnedAtOnce, CancellationToken = cancellationToken },
            async (reference, _) => await reference.Client.OwnAsync(
                reference, ReferenceEquals(reference.Client, client) ? (ServerInfo?)peer : null).ConfigureAwait(false));
        try
        {
            await owning.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = owning.ContinueWith(
                static failed => failed.Exception, // seen
                CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }
}
