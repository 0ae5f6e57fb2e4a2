using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>How a proxy goes into a value that a manager gets: as CPython pickles its own proxies.</summary>
/// <remarks>
/// <c>RebuildProxy(class, token, 'pickle', kwds)</c>, see <c>BaseProxy.__reduce__</c> in
/// Lib/multiprocessing/managers.py. The token has the address exactly as the server compares it.
/// </remarks>
internal static class ProxyPickle
{
    private const string Module = ProxyReducer.ManagerModule;
    private const string AutoProxy = "AutoProxy";

    /// <exception cref="PicklingException">It would go to another manager, or to no manager at all.</exception>
    /// <exception cref="StaleProxyException">The server of the referent was replaced.</exception>
    public static PythonObject Reduce(ProxyReference reference, string pythonClass, PickleOptions options)
    {
        var token = reference.Token;
        var owner = reference.Client;
        if (options.Owner is PassedManagers)
        {
            return ForThisProcess(reference, pythonClass);
        }

        if (options.Owner is ProxyPickler)
        {
            // As it was dialled: two managers may call themselves by one address, behind different ones.
            ProxyPickler.Note(owner);
            return Reduce(token, PythonAddress.ToPython(owner.Address), reference, pythonClass);
        }

        if (options.Owner is not ManagerClient target)
        {
            throw new PicklingException(
                $"A proxy cannot be pickled on its own; put it into an object of its manager at {owner.Address}.");
        }

        if (!ReferenceEquals(target, owner) && (target.Server is not { } server || token.Server?.IsSameAs(server) != true))
        {
            throw new PicklingException(
                $"The {token.TypeId} 0x{token.Id} belongs to the manager at {owner.Address} and cannot go to the one at "
                + $"{target.Address}, which would have to dial the other with a key it need not have; send its value instead.");
        }

        if (ReferenceEquals(target, owner))
        {
            // The ident of an old server may be that of another object by now.
            StaleProxies.ThrowIfReplaced(token, target.Server, target.Address);
        }

        return Reduce(token, OwnAddressOf(reference), reference, pythonClass);
    }

    private static PythonObject Reduce(Token token, object address, ProxyReference reference, string pythonClass)
    {
        var pickledToken = (token with { Address = address }).ToPython();
        var proxyClass = reference.ProxyClass ?? new PythonGlobal(Module, pythonClass);
        return proxyClass is { Module: Module, Name: AutoProxy }
            ? AsAutoProxy(token, pickledToken, reference.ExposedMethods)
            : Rebuild(proxyClass, pickledToken, new PythonDict());
    }

    // As multiprocessing does for a process that it starts: the key goes along.
    private static PythonObject ForThisProcess(ProxyReference reference, string pythonClass)
    {
        var proxyClass = reference.ProxyClass ?? new PythonGlobal(Module, pythonClass);
        var keywords = new PythonDict { { PassedManagers.AuthKey, reference.Client.AuthKey.ToArray() } };
        if (proxyClass is { Module: Module, Name: AutoProxy })
        {
            keywords.Add("exposed", new PythonTuple([.. reference.ExposedMethods]));
        }

        return Rebuild(proxyClass, (reference.Token with { Address = OwnAddressOf(reference) }).ToPython(), keywords);
    }

    /// <summary>The address as the server itself has it.</summary>
    private static object OwnAddressOf(ProxyReference reference) =>
        reference.Token.Server?.CanonicalAddress ?? reference.Token.Address ?? PythonAddress.ToPython(reference.Client.Address);

    private static PythonObject AsAutoProxy(Token token, PythonObject pickledToken, IReadOnlyList<string> exposed)
    {
        var names = new PythonTuple([.. exposed]);
        if (token.Server?.IsBefore(3, 9, 7) != true)
        {
            return Rebuild(new PythonGlobal(Module, AutoProxy), pickledToken, new PythonDict { { "exposed", names } });
        }

        // Older servers cannot un-pickle an AutoProxy (AutoProxy() takes no 'manager_owned' there): they get the
        // class that AutoProxy would make, and the mark by which they pickle it as an AutoProxy again.
        var made = new PythonObject(
            new PythonGlobal(Module, "MakeProxyType"), new PythonTuple($"AutoProxy[{token.TypeId}]", names));
        var proxy = Rebuild(made, pickledToken, new PythonDict());
        proxy.State = new PythonDict { { "_isauto", true } };
        return proxy;
    }

    private static PythonObject Rebuild(object proxyClass, PythonObject token, PythonDict keywords) =>
        new(ProxyReducer.Callable, new PythonTuple(proxyClass, token, "pickle", keywords));
}
