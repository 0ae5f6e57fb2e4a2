using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>A counted reference that the server gave: who receives it owes exactly one decref.</summary>
internal sealed record ProxyReference(Token Token, IReadOnlyList<string> ExposedMethods)
{
    /// <summary>Reads the payload of <c>#PROXY</c>: (exposed, token).</summary>
    /// <exception cref="BridgeProtocolException">The payload is something else.</exception>
    public static ProxyReference FromPython(object? payload) =>
        payload is PythonTuple { Count: 2 } pair
            ? new ProxyReference(Token.FromPython(pair[1]), ReadExposed(pair[0]))
            : throw new BridgeProtocolException("The payload of #PROXY is not the pair (exposed, token).");

    /// <summary>Reads the reply to <c>create</c>: (ident, exposed).</summary>
    /// <exception cref="BridgeProtocolException">The reply is something else.</exception>
    public static ProxyReference FromCreate(string typeId, object? payload) =>
        payload is PythonTuple { Count: 2 } pair && pair[0] is string id
            ? new ProxyReference(new Token(typeId, null, id), ReadExposed(pair[1]))
            : throw new BridgeProtocolException("The reply to 'create' is not the pair (ident, exposed).");

    private static string[] ReadExposed(object? names) =>
        names is IEnumerable<object?> sequence
            ? [.. sequence.OfType<string>().Distinct(StringComparer.Ordinal)] // the list may hold duplicates
            : throw new BridgeProtocolException("The exposed methods are not a sequence of names.");
}
