using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Creates referents for the extension methods that make proxies.</summary>
internal static class Referents
{
    /// <summary>A referent that somebody registered, which must expose some methods.</summary>
    /// <exception cref="NotSupportedException">It does not.</exception>
    internal static async Task<ProxyReference> GetAsync(
        ManagerClient client, string typeId, string[] needed, string what, CancellationToken cancellationToken)
    {
        var reference = await CreateAsync(client, typeId, [], null, cancellationToken).ConfigureAwait(false);
        if (needed.All(reference.ExposedMethods.Contains))
        {
            return reference;
        }

        reference.Dispose();
        throw new NotSupportedException(
            $"'{typeId}' is no {what}: it exposes {string.Join(", ", reference.ExposedMethods)}. "
            + "Register it with the proxy type in Python, or use CreateAsync.");
    }

    /// <summary>A referent of any registered typeid; says what to do when there is no such typeid.</summary>
    internal static async Task<ProxyReference> CreateAsync(
        ManagerClient client,
        string typeId,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (typeId is TypeIds.List or TypeIds.Dict or TypeIds.Set or TypeIds.Array
            && arguments.Any(argument => argument is Proxy))
        {
            throw new ArgumentException(
                $"A {typeId} cannot be made of a proxy: the server would call itself while it is locked, and hang for good. "
                + "Give it the values, or a list that contains the proxy.",
                nameof(arguments));
        }

        try
        {
            return await client.CreateReferentAsync(typeId, arguments, keywords, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.KeyError
            && error.Message == $"KeyError: '{typeId}'")
        {
            var advice = TypeIds.IsStandard(typeId)
                ? "it is a BaseManager, and only a SyncManager has the standard types."
                : $"register it in Python before the server starts: Manager.register('{typeId}', …).";
            throw new RemoteException(
                error.PythonType,
                $"The manager at {client.Address} has no typeid '{typeId}'; {advice}",
                error.Arguments,
                error.RemoteTraceback);
        }
    }
}
