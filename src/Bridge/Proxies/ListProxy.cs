using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>list</c> referent.</summary>
/// <typeparam name="T">The .NET type of the items.</typeparam>
/// <remarks>
/// Thread-safe. Each call is atomic on the server, a sequence of calls is not. Items are pickled copies. Indexes are
/// Python's: a negative one counts from the end.
/// </remarks>
public sealed class ListProxy<T> : Proxy
{
    private static readonly PythonSlice All = new(null, null, null);

    internal ListProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "ListProxy";

    /// <summary>Adds an item at the end. Calls the exposed method <c>append</c>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be added all the same.</param>
    /// <exception cref="PicklingException">The item has no Python equivalent. Nothing was sent.</exception>
    public ValueTask AppendAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync("append", [item], cancellationToken);

    /// <summary>Adds many items at the end in one call. Calls the exposed method <c>extend</c>.</summary>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be added all the same.</param>
    /// <exception cref="PicklingException">An item has no Python equivalent. Nothing was sent.</exception>
    public ValueTask ExtendAsync(IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return CallAsync("extend", [items as IReadOnlyList<T> ?? [.. items]], cancellationToken);
    }

    /// <summary>Inserts an item before an index. Calls the exposed method <c>insert</c>.</summary>
    /// <param name="index">The index; beyond the end it appends.</param>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be inserted all the same.</param>
    public ValueTask InsertAsync(int index, T item, CancellationToken cancellationToken = default) =>
        CallAsync("insert", [index, item], cancellationToken);

    /// <summary>Reads one item. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    /// <exception cref="InvalidCastException">The item has another type.</exception>
    public ValueTask<T> GetItemAsync(int index, CancellationToken cancellationToken = default) =>
        CallAsync<T>("__getitem__", [index], cancellationToken);

    /// <summary>Reads the items <c>[start:stop]</c> in one call. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning.</param>
    /// <param name="stop">The index after the last; null for the end.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<List<T>> GetSliceAsync(int? start, int? stop, CancellationToken cancellationToken = default) =>
        CallAsync<List<T>>("__getitem__", [new PythonSlice(start, stop, null)], cancellationToken);

    /// <summary>A copy of the whole list in one call. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<List<T>> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        CallAsync<List<T>>("__getitem__", [All], cancellationToken);

    /// <summary>Replaces one item. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="item">The new item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be replaced all the same.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    public ValueTask SetItemAsync(int index, T item, CancellationToken cancellationToken = default) =>
        CallAsync("__setitem__", [index, item], cancellationToken);

    /// <summary>Deletes one item. Calls the exposed method <c>__delitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be deleted all the same.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    public ValueTask DeleteItemAsync(int index, CancellationToken cancellationToken = default) =>
        CallAsync("__delitem__", [index], cancellationToken);

    /// <summary>Removes one item and returns it. Calls the exposed method <c>pop</c>.</summary>
    /// <param name="index">The index; -1, the last, by default.</param>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the list.</exception>
    public ValueTask<T> PopAsync(int index = -1, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return CallAsync<T>("pop", [index], CancellationToken.None);
    }

    /// <summary>Removes the first equal item. Calls the exposed method <c>remove</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be removed all the same.</param>
    /// <exception cref="RemoteException">There is none (<see cref="PythonTypes.ValueError"/>).</exception>
    public ValueTask RemoveAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync("remove", [item], cancellationToken);

    /// <summary>Whether there is an equal item. Calls the exposed method <c>__contains__</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync<bool>("__contains__", [item], cancellationToken);

    /// <summary>The index of the first equal item. Calls the exposed method <c>index</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">There is none (<see cref="PythonTypes.ValueError"/>).</exception>
    public ValueTask<int> IndexOfAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync<int>("index", [item], cancellationToken);

    /// <summary>How often an equal item occurs. Calls the exposed method <c>count</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> CountOfAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync<int>("count", [item], cancellationToken);

    /// <summary>How many items there are. Calls the exposed method <c>__len__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<int>("__len__", [], cancellationToken);

    /// <summary>Turns the order around. Calls the exposed method <c>reverse</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be turned all the same.</param>
    public ValueTask ReverseAsync(CancellationToken cancellationToken = default) =>
        CallAsync("reverse", [], cancellationToken);

    /// <summary>Sorts by Python's order. Calls the exposed method <c>sort</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be sorted all the same.</param>
    /// <exception cref="RemoteException">Python cannot compare the items (<see cref="PythonTypes.TypeError"/>).</exception>
    public ValueTask SortAsync(CancellationToken cancellationToken = default) =>
        CallAsync("sort", [], cancellationToken);

    /// <summary>Deletes every item. Calls <c>__delitem__</c> with a slice, which every version exposes.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be deleted all the same.</param>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default) =>
        CallAsync("__delitem__", [All], cancellationToken);
}
