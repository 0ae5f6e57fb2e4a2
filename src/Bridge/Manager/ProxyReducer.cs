using Bridge.Pickle;
using Bridge.Pickle.Reducers;

namespace Bridge.Manager;

/// <summary>
/// Reads proxies inside values: <c>RebuildProxy(class, token, serializer, kwds)</c>
/// (<c>BaseProxy.__reduce__</c> in Lib/multiprocessing/managers.py).
/// </summary>
/// <remarks>
/// What it makes is borrowed: un-pickling raises no count, and that takes a call. So what one read finds is kept
/// for the client, which owns it before anybody sees the value.
/// </remarks>
/// <param name="clientOf">The client for the manager of a token, which came with these keywords; null for none.</param>
/// <param name="factory">Makes the proxies; gives null where nobody is there who does.</param>
internal sealed class ProxyReducer(Func<Token, PythonDict, ManagerClient?> clientOf, Func<IProxyFactory?> factory)
    : Reducer
{
    // A scratch list of the one read that runs on this thread; reading is never suspended.
    [ThreadStatic]
    private static List<ProxyReference>? _found;

    public static PythonGlobal Callable { get; } = new(ManagerModule, "RebuildProxy");

    internal const string ManagerModule = "multiprocessing.managers";

    /// <summary>Forgets what an earlier read that failed had found.</summary>
    public static void Begin() => _found = null;

    /// <summary>What the read found; null for nothing, which is the rule.</summary>
    public static List<ProxyReference>? TakeFound()
    {
        var found = _found;
        _found = null;
        return found;
    }

    internal override object? Construct(in ReduceCall call)
    {
        if (!call.IsCall || call.Arguments.Count != 4 || call.Arguments[3] is not PythonDict keywords
            || call.Arguments[2] is not "pickle" || Token.TryRead(call.Arguments[1]) is not { } token
            || clientOf(token, keywords) is not { } owner || factory() is not { } maker)
        {
            return null; // or it is of a manager that cannot be dialled; it stays plain data
        }

        string[]? exposed = null;
        if (keywords.TryGetValue("exposed", out var names) && names is not null)
        {
            exposed = [.. ((names as IEnumerable<object?>) ?? []).OfType<string>().Distinct(StringComparer.Ordinal)];
        }

        var reference = new ProxyReference(owner, token, exposed, call.Arguments[0] as PythonGlobal);
        (_found ??= []).Add(reference);
        return maker.Create(reference);
    }
}
