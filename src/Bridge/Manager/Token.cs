using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Names one referent on one manager server, as CPython's <c>multiprocessing.managers.Token</c> does.</summary>
/// <param name="TypeId">The typeid it was created under; empty when the server did not say.</param>
/// <param name="Address">
/// The server's own address as Python wrote it: a <see cref="string"/>, a tuple (host, port), or <c>byte[]</c> for
/// an abstract socket. Null for a token that a <c>create</c> reply gave, which carries none.
/// </param>
/// <param name="Id">The ident: lower-case hex that the server reuses once the referent is gone.</param>
public sealed record Token(string TypeId, object? Address, string Id)
{
    /// <summary>The server process that has the referent; null when nobody asked.</summary>
    internal ServerInfo? Server { get; init; }

    private static readonly PythonGlobal TokenClass = new("multiprocessing.managers", "Token");

    /// <summary>The pickled form: an instance of <c>Token</c> whose state is the tuple (typeid, address, id).</summary>
    internal PythonObject ToPython() =>
        new(TokenClass, PythonTuple.Empty, PythonObjectKind.New)
        {
            State = new PythonTuple(TypeId, Address, Id),
        };

    /// <summary>Reads a pickled <c>Token</c>.</summary>
    /// <exception cref="BridgeProtocolException">The value is something else.</exception>
    internal static Token FromPython(object? value) =>
        TryRead(value) ?? throw new BridgeProtocolException(
            "The server answered #PROXY without a Token; the other side is not a genuine CPython manager.");

    /// <summary>Reads a pickled <c>Token</c>; null for anything else.</summary>
    internal static Token? TryRead(object? value) =>
        value is PythonObject { ClassName: "multiprocessing.managers.Token", State: PythonTuple { Count: 3 } state }
            && state[0] is string typeId && state[2] is string id
            ? new Token(typeId, state[1], id)
            : null;
}
