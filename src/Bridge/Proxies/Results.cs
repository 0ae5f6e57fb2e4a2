using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Turns what a call returned into what the caller asked for.</summary>
internal static class Results
{
    /// <summary>A value converted by the codec, or a proxy for a <c>#PROXY</c> reply.</summary>
    /// <exception cref="InvalidCastException">The value has another type.</exception>
    public static T Convert<T>(Reply<T> reply, ManagerClient client)
    {
        if (reply.Kind != ReplyKind.Proxy)
        {
            return reply.Payload();
        }

        client.ProxyFactory ??= ProxyFactory.Instance;
        var reference = reply.Reference!;
        if (ProxyFactory.TryCreate<T>(reference, out var proxy))
        {
            return proxy;
        }

        reference.Dispose();
        throw new InvalidCastException(
            $"The result is a proxy for a '{reference.Token.TypeId}'; ask for ObjectProxy, not {typeof(T).Name}.");
    }

    /// <summary>Gives back what came with a result that nobody wants.</summary>
    public static void Discard(Reply<object?> reply) => reply.Reference?.Dispose();
}
