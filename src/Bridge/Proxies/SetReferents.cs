using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Creates sets, also on servers that have no typeid for them.</summary>
internal static class SetReferents
{
    /// <summary>A referent of the typeid <c>set</c>, or a set that the server hosts as it does the result of a call.</summary>
    /// <exception cref="NotSupportedException">The server can do neither.</exception>
    public static async Task<ProxyReference> CreateAsync<T>(
        ManagerClient client, List<T> items, CancellationToken cancellationToken)
    {
        try
        {
            return await Referents.CreateAsync(client, TypeIds.Set, [items], null, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.KeyError)
        {
            // Older than CPython 3.14.
        }

        try
        {
            // This typeid has no callable, so the server keeps the argument and exposes its public methods
            // (Lib/multiprocessing/managers.py, Server.create).
            return await Referents.CreateAsync(
                client, TypeIds.AsyncResult, [new HashSet<T>(items)], null, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.KeyError)
        {
            throw new NotSupportedException(
                $"The manager at {client.Address} has no sets: neither the typeid 'set', which a SyncManager has from "
                + "CPython 3.14 on, nor 'AsyncResult', which hosts one on older versions. Use a SyncManager.",
                error);
        }
    }
}
