using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>set</c> referent.</summary>
/// <typeparam name="T">The .NET type of the items; Python must be able to hash them.</typeparam>
/// <remarks>
/// <para>Thread-safe. Each call is atomic on the server, a sequence of calls is not. Items are pickled copies. An item
/// that Python cannot hash (a list, dict, set, or a record that is one) throws <see cref="ArgumentException"/> and is
/// not sent.</para>
/// <para>CPython shares sets from 3.14 on. On an older server the set is hosted under the typeid <c>AsyncResult</c>,
/// which exposes its public methods, and the operators are left out: <see cref="GetCountAsync"/> then fetches a copy.
/// </para>
/// </remarks>
public sealed class SetProxy<T> : Proxy
{
    internal SetProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => Exposes("__contains__") ? "SetProxy" : "AutoProxy";

    /// <summary>Adds an item, if it is not there yet. Calls the exposed method <c>add</c>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be added all the same.</param>
    /// <exception cref="PicklingException">The item has no Python equivalent. Nothing was sent.</exception>
    public ValueTask AddAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync(Request("add", Hashed(item)), cancellationToken);

    /// <summary>Removes an item that is there. Calls the exposed method <c>remove</c>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be removed all the same.</param>
    /// <exception cref="RemoteException">It is not there (<see cref="PythonTypes.KeyError"/>).</exception>
    public ValueTask RemoveAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync(Request("remove", Hashed(item)), cancellationToken);

    /// <summary>Removes an item if it is there. Calls the exposed method <c>discard</c>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be removed all the same.</param>
    public ValueTask DiscardAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync(Request("discard", Hashed(item)), cancellationToken);

    /// <summary>Removes any item and returns it. Calls the exposed method <c>pop</c>.</summary>
    /// <param name="cancellationToken">Looked at before the call; once sent, the item is waited for.</param>
    /// <exception cref="RemoteException">The set is empty (<see cref="PythonTypes.KeyError"/>).</exception>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the set.</exception>
    public ValueTask<T> PopAsync(CancellationToken cancellationToken = default) =>
        TakeAsync<T>(Request("pop"), cancellationToken);

    /// <summary>Removes any item, if there is one, and returns it. Calls the exposed method <c>pop</c>.</summary>
    /// <param name="cancellationToken">Looked at before the call; once sent, the item is waited for.</param>
    /// <returns>The item, or <c>Found = false</c>.</returns>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the set.</exception>
    public async ValueTask<(bool Found, T? Item)> TryPopAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return (true, await PopAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteException error) when (
            error.PythonType == PythonTypes.KeyError && error.RemoteTraceback is null)
        {
            return (false, default);
        }
    }

    /// <summary>Removes every item. Calls the exposed method <c>clear</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be removed all the same.</param>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("clear"), cancellationToken);

    /// <summary>Whether an item is there. Calls <c>__contains__</c>, or <c>issuperset</c> on older servers.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default) =>
        Exposes("__contains__")
            ? ReadAsync<bool>(Request("__contains__", Hashed(item)), cancellationToken)
            : IsSupersetOfAsync([item], cancellationToken);

    /// <summary>How many items there are. Calls <c>__len__</c>, or counts a <c>copy</c> on older servers.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public async ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        Exposes("__len__")
            ? await ReadAsync<int>(Request("__len__"), cancellationToken).ConfigureAwait(false)
            : (await ReadAsync<HashSet<object?>>(Request("copy"), cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>A copy of the whole set in one call, as <c>__iter__</c>. Calls the exposed method <c>copy</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<HashSet<T>> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<HashSet<T>>(Request("copy"), cancellationToken);

    /// <summary>What is here or there, Python's <c>s | others</c>. Calls the exposed method <c>union</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<HashSet<T>> UnionAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        ReadAsync<HashSet<T>>("union", [Hashed(others)], cancellationToken);

    /// <summary>What is here and there, <c>s &amp; others</c>. Calls the exposed method <c>intersection</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<HashSet<T>> IntersectionAsync(
        IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        ReadAsync<HashSet<T>>("intersection", [Hashed(others)], cancellationToken);

    /// <summary>What is only here, Python's <c>s - others</c>. Calls the exposed method <c>difference</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<HashSet<T>> DifferenceAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        ReadAsync<HashSet<T>>("difference", [Hashed(others)], cancellationToken);

    /// <summary>What is only there, Python's <c>others - s</c>. Calls the exposed method <c>intersection</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public async ValueTask<HashSet<T>> DifferenceFromAsync(
        IEnumerable<T> others, CancellationToken cancellationToken = default)
    {
        var sent = Hashed(others);
        var common = await ReadAsync<HashSet<T>>("intersection", [sent], cancellationToken).ConfigureAwait(false);
        HashSet<T> rest = [.. sent];
        rest.ExceptWith(common);
        return rest;
    }

    /// <summary>What is only here or only there, <c>s ^ others</c>. Calls <c>symmetric_difference</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<HashSet<T>> SymmetricDifferenceAsync(
        IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        ReadAsync<HashSet<T>>("symmetric_difference", [Hashed(others)], cancellationToken);

    /// <summary>Adds many items in one call, Python's <c>s |= others</c>. Calls the exposed method <c>update</c>.</summary>
    /// <param name="others">The items.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be added all the same.</param>
    /// <exception cref="PicklingException">An item has no Python equivalent. Nothing was sent.</exception>
    public ValueTask UpdateAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        CallAsync("update", [Hashed(others)], cancellationToken);

    /// <summary>Keeps only what is there too, <c>s &amp;= others</c>. Calls <c>intersection_update</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the set may change all the same.</param>
    public ValueTask IntersectionUpdateAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        CallAsync("intersection_update", [Hashed(others)], cancellationToken);

    /// <summary>Removes what is there, Python's <c>s -= others</c>. Calls <c>difference_update</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the set may change all the same.</param>
    public ValueTask DifferenceUpdateAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        CallAsync("difference_update", [Hashed(others)], cancellationToken);

    /// <summary>Keeps what is only here or only there, <c>s ^= others</c>. Calls <c>symmetric_difference_update</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the set may change all the same.</param>
    public ValueTask SymmetricDifferenceUpdateAsync(
        IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        CallAsync("symmetric_difference_update", [Hashed(others)], cancellationToken);

    /// <summary>Whether nothing is both here and there. Calls the exposed method <c>isdisjoint</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsDisjointAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        ReadAsync<bool>("isdisjoint", [Hashed(others)], cancellationToken);

    /// <summary>Whether all that is here is there, <c>s &lt;= others</c>. Calls the exposed method <c>issubset</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsSubsetOfAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        ReadAsync<bool>("issubset", [Hashed(others)], cancellationToken);

    /// <summary>Whether all that is there is here, <c>s >= others</c>. Calls the exposed method <c>issuperset</c>.</summary>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsSupersetOfAsync(IEnumerable<T> others, CancellationToken cancellationToken = default) =>
        ReadAsync<bool>("issuperset", [Hashed(others)], cancellationToken);

    /// <summary>Whether all that is here is there, and there is more, <c>s &lt; others</c>. Calls <c>__lt__</c>.</summary>
    /// <remarks>On servers before CPython 3.14 it is <c>issubset</c> and <c>issuperset</c>: two calls.</remarks>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public async ValueTask<bool> IsProperSubsetOfAsync(
        IEnumerable<T> others, CancellationToken cancellationToken = default)
    {
        var sent = Hashed(others);
        return Exposes("__lt__")
            ? await ReadAsync<bool>("__lt__", [new HashSet<T>(sent)], cancellationToken).ConfigureAwait(false)
            : await IsSubsetOfAsync(sent, cancellationToken).ConfigureAwait(false)
                && !await IsSupersetOfAsync(sent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether all that is there is here, and there is more, <c>s > others</c>. Calls <c>__gt__</c>.</summary>
    /// <remarks>On servers before CPython 3.14 it is <c>issuperset</c> and <c>issubset</c>: two calls.</remarks>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public async ValueTask<bool> IsProperSupersetOfAsync(
        IEnumerable<T> others, CancellationToken cancellationToken = default)
    {
        var sent = Hashed(others);
        return Exposes("__gt__")
            ? await ReadAsync<bool>("__gt__", [new HashSet<T>(sent)], cancellationToken).ConfigureAwait(false)
            : await IsSupersetOfAsync(sent, cancellationToken).ConfigureAwait(false)
                && !await IsSubsetOfAsync(sent, cancellationToken).ConfigureAwait(false);
    }

    private T Hashed(T item)
    {
        Hashable.ThrowIfNot(item, Client.Pickle);
        return item;
    }

    private List<T> Hashed(IEnumerable<T> items) => Hashable.ToList(items, Client.Pickle);
}
