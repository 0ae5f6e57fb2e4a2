using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Makes <see cref="IteratorProxy{T}"/> of what calls return.</summary>
internal static class Iterators
{
    /// <summary>Calls a method that answers at once with an iterator: <c>__iter__</c> of a dict, <c>imap</c>.</summary>
    /// <remarks>Canceled, its answer is waited for like a slice, because it brings a reference.</remarks>
    public static async ValueTask<IteratorProxy<T>> CallQuickAsync<T>(
        ManagerClient client,
        Token token,
        string method,
        IReadOnlyList<object?> arguments,
        bool takesTimeout,
        CancellationToken cancellationToken)
    {
        var reply = await SlicedWait.TakeAsync(
            abandon => client.CallQuickAsync<object?>(token, method, arguments, null, abandon), cancellationToken)
            .ConfigureAwait(false);
        return new IteratorProxy<T>(client, ToReference(client, method, reply)) { TakesTimeout = takesTimeout };
    }

    /// <summary>Calls a method that may wait before it returns an iterator, on a connection of its own.</summary>
    public static async Task<IteratorProxy<T>> CallAsync<T>(
        ManagerClient client,
        Token token,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        var lease = await client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            var reply = await client.CallLeasedAsync<object?>(lease, token, method, arguments, keywords, cancellationToken, isSlice: false)
                .ConfigureAwait(false);
            return new IteratorProxy<T>(client, ToReference(client, method, reply));
        }
    }

    /// <summary>The reference in a <c>#PROXY</c> reply; others are given back and refused.</summary>
    /// <exception cref="NotSupportedException">The reply is no iterator.</exception>
    private static ProxyReference ToReference(ManagerClient client, string method, Reply<object?> reply)
    {
        if (reply.Kind != ReplyKind.Proxy)
        {
            throw new NotSupportedException(
                $"'{method}' returned a value, not an iterator that stays in the server; "
                + $"register its class with method_to_typeid={{'{method}': 'Iterator'}}.");
        }

        var reference = reply.Reference!;
        if (reference.ExposedMethods.Contains("__next__"))
        {
            return reference;
        }

        reference.Dispose();
        throw new NotSupportedException(
            $"'{method}' returned a '{reference.Token.TypeId}', which does not expose '__next__'.");
    }
}
