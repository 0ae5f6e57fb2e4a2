using System.Runtime.CompilerServices;
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
    internal ListProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "ListProxy";

    // What is registered under other names may be a list of its own kind.
    private bool TakesAnyIterable => Token.TypeId == TypeIds.List;

    /// <summary>Adds an item at the end. Calls the exposed method <c>append</c>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be added all the same.</param>
    /// <exception cref="PicklingException">The item has no Python equivalent. Nothing was sent.</exception>
    public ValueTask AppendAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync(Request("append", item), cancellationToken);

    /// <summary>Adds many items at the end in one call. Calls the exposed method <c>extend</c>.</summary>
    /// <param name="items">The items. Not changed before the call completes.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be added all the same.</param>
    /// <exception cref="PicklingException">An item has no Python equivalent. Nothing was sent.</exception>
    public ValueTask ExtendAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        CallAsync("extend", [Listed(items, TakesAnyIterable)], cancellationToken);

    /// <summary>Inserts an item before an index. Calls the exposed method <c>insert</c>.</summary>
    /// <param name="index">The index; beyond the end it appends.</param>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be inserted all the same.</param>
    public ValueTask InsertAsync(int index, T item, CancellationToken cancellationToken = default) =>
        CallAsync(Request("insert", index, item), cancellationToken);

    /// <summary>Reads one item. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    /// <exception cref="InvalidCastException">The item has another type.</exception>
    public ValueTask<T> GetItemAsync(int index, CancellationToken cancellationToken = default) =>
        ReadAsync<T>(Request("__getitem__", index), cancellationToken);

    /// <summary>Reads the items <c>[start:stop]</c> in one call. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning.</param>
    /// <param name="stop">The index after the last; null for the end.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<List<T>> GetSliceAsync(int? start, int? stop, CancellationToken cancellationToken = default) =>
        GetSliceAsync(start, stop, null, cancellationToken);

    /// <summary>Reads the items <c>[start:stop:step]</c> in one call.</summary>
    /// <inheritdoc cref="GetSliceAsync(int?, int?, CancellationToken)"/>
    /// <param name="start">The first index; null for the beginning, or the end where the step is negative.</param>
    /// <param name="stop">The index after the last; null for the end, or the beginning.</param>
    /// <param name="step">The step, negative to go backwards; null for 1.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is zero.</exception>
    public ValueTask<List<T>> GetSliceAsync(
        int? start, int? stop, int? step, CancellationToken cancellationToken = default) =>
        ReadAsync<List<T>>(Request("__getitem__", Slices.Of(start, stop, step)), cancellationToken);

    /// <summary>Replaces the items <c>[start:stop]</c>. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning.</param>
    /// <param name="stop">The index after the last; null for the end.</param>
    /// <param name="items">
    /// The new items; more or fewer of them make the list longer or shorter. Not changed before the call completes.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be replaced all the same.</param>
    /// <exception cref="PicklingException">An item has no Python equivalent. Nothing was sent.</exception>
    public ValueTask SetSliceAsync(
        int? start, int? stop, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        SetSliceAsync(start, stop, null, items, cancellationToken);

    /// <summary>Replaces the items <c>[start:stop:step]</c>. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning, or the end where the step is negative.</param>
    /// <param name="stop">The index after the last; null for the end, or the beginning.</param>
    /// <param name="step">The step; null for 1.</param>
    /// <param name="items">
    /// The new items; as many as there are, unless the step is 1. Not changed before the call completes.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be replaced all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is zero.</exception>
    /// <exception cref="PicklingException">An item has no Python equivalent. Nothing was sent.</exception>
    /// <exception cref="RemoteException">There are more or fewer items (<see cref="PythonTypes.ValueError"/>).</exception>
    public ValueTask SetSliceAsync(
        int? start, int? stop, int? step, IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        CallAsync("__setitem__", [Slices.Of(start, stop, step), Listed(items, TakesAnyIterable)], cancellationToken);

    /// <summary>Deletes the items <c>[start:stop:step]</c>. Calls the exposed method <c>__delitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning, or the end where the step is negative.</param>
    /// <param name="stop">The index after the last; null for the end, or the beginning.</param>
    /// <param name="step">The step; null for 1.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be deleted all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is zero.</exception>
    public ValueTask DeleteSliceAsync(
        int? start, int? stop, int? step = null, CancellationToken cancellationToken = default) =>
        CallAsync(Request("__delitem__", Slices.Of(start, stop, step)), cancellationToken);

    /// <summary>A copy of the whole list in one call, as <c>copy</c>. Calls <c>__getitem__</c> with a slice.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<List<T>> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<List<T>>(Request("__getitem__", Slices.All), cancellationToken);

    /// <summary>Replaces one item. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="item">The new item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be replaced all the same.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    public ValueTask SetItemAsync(int index, T item, CancellationToken cancellationToken = default) =>
        CallAsync(Request("__setitem__", index, item), cancellationToken);

    /// <summary>Deletes one item. Calls the exposed method <c>__delitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be deleted all the same.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    public ValueTask DeleteItemAsync(int index, CancellationToken cancellationToken = default) =>
        CallAsync(Request("__delitem__", index), cancellationToken);

    /// <summary>Removes one item and returns it. Calls the exposed method <c>pop</c>.</summary>
    /// <param name="index">The index; -1, the last, by default.</param>
    /// <param name="cancellationToken">Looked at before the call; once sent, the item is waited for.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the list.</exception>
    public ValueTask<T> PopAsync(int index = -1, CancellationToken cancellationToken = default) =>
        TakeAsync<T>(Request("pop", index), cancellationToken);

    /// <summary>Removes the first equal item. Calls the exposed method <c>remove</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be removed all the same.</param>
    /// <exception cref="RemoteException">There is none (<see cref="PythonTypes.ValueError"/>).</exception>
    public ValueTask RemoveAsync(T item, CancellationToken cancellationToken = default) =>
        CallAsync(Request("remove", item), cancellationToken);

    /// <summary>Whether there is an equal item. Calls the exposed method <c>__contains__</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default) =>
        ReadAsync<bool>(Request("__contains__", item), cancellationToken);

    /// <summary>The index of the first equal item. Calls the exposed method <c>index</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">There is none (<see cref="PythonTypes.ValueError"/>).</exception>
    public ValueTask<int> IndexOfAsync(T item, CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("index", item), cancellationToken);

    /// <summary>The index of the first equal item in <c>[start:stop]</c>. Calls the exposed method <c>index</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="start">The first index to look at.</param>
    /// <param name="stop">The index to stop before; null for the end.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>The index in the whole list.</returns>
    /// <exception cref="RemoteException">There is none (<see cref="PythonTypes.ValueError"/>).</exception>
    public ValueTask<int> IndexOfAsync(
        T item, int start, int? stop = null, CancellationToken cancellationToken = default) =>
        ReadAsync<int>("index", stop is { } end ? [item, start, end] : [item, start], cancellationToken);

    /// <summary>How often an equal item occurs. Calls the exposed method <c>count</c>.</summary>
    /// <param name="item">What to compare with, by Python's <c>==</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> CountOfAsync(T item, CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("count", item), cancellationToken);

    /// <summary>How many items there are. Calls the exposed method <c>__len__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("__len__"), cancellationToken);

    /// <summary>Turns the order around. Calls the exposed method <c>reverse</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be turned all the same.</param>
    public ValueTask ReverseAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("reverse"), cancellationToken);

    /// <summary>Sorts by Python's order. Calls the exposed method <c>sort</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be sorted all the same.</param>
    /// <exception cref="RemoteException">Python cannot compare the items (<see cref="PythonTypes.TypeError"/>).</exception>
    public ValueTask SortAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("sort"), cancellationToken);

    /// <summary>Sorts by Python's order, or by that of a key. Calls the exposed method <c>sort</c>.</summary>
    /// <param name="reverse">Whether the greatest come first; equal items keep their order all the same.</param>
    /// <param name="key">A function that the server can import, such as <c>new("builtins", "len")</c>; null for none.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be sorted all the same.</param>
    /// <exception cref="RemoteException">
    /// Python cannot compare the items (<see cref="PythonTypes.TypeError"/>), or the server has no such function.
    /// </exception>
    public async ValueTask SortAsync(
        bool reverse, PythonGlobal? key = null, CancellationToken cancellationToken = default)
    {
        using var use = Use();
        var keywords = new Dictionary<string, object?> { ["key"] = key, ["reverse"] = reverse };
        await Client.CallQuickAsync<object?>(Token, "sort", [], keywords, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The list with others behind it, as a copy. Calls the exposed method <c>__add__</c>.</summary>
    /// <param name="items">
    /// The others; they are sent, and come back with the list. Not changed before the call completes.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="PicklingException">An item has no Python equivalent. Nothing was sent.</exception>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<List<T>> ConcatAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        ReadAsync<List<T>>("__add__", [Listed(items)], cancellationToken);

    /// <summary>The list so many times over, as a copy. Calls the exposed method <c>__mul__</c>.</summary>
    /// <param name="count">How many times; an empty list for zero and less, as in Python.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<List<T>> RepeatAsync(int count, CancellationToken cancellationToken = default) =>
        ReadAsync<List<T>>(Request("__mul__", count), cancellationToken);

    /// <summary>Makes the list so many times as long. Calls the exposed method <c>__imul__</c>.</summary>
    /// <remarks>CPython sends the whole list back, which is dropped here.</remarks>
    /// <param name="count">How many times; zero and less make it empty, as in Python.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be repeated all the same.</param>
    public ValueTask RepeatInPlaceAsync(int count, CancellationToken cancellationToken = default) =>
        CallAsync(Request("__imul__", count), cancellationToken);

    /// <summary>A copy in reverse order, as <c>__reversed__</c>. Calls <c>__getitem__</c> with a slice.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public ValueTask<List<T>> GetReversedAsync(CancellationToken cancellationToken = default) =>
        GetSliceAsync(null, null, -1, cancellationToken);

    /// <summary>Reads all items, a slice at a time. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <remarks>
    /// No snapshot: what is added at the end meanwhile comes too, and who removes items from the front makes it skip some.
    /// </remarks>
    /// <param name="chunkSize">How many items one call reads.</param>
    /// <param name="cancellationToken">Ends the sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is not positive.</exception>
    /// <exception cref="InvalidCastException">An item has another type.</exception>
    public IAsyncEnumerable<T> EnumerateAsync(int chunkSize = 1024, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        return ReadChunksAsync(chunkSize, cancellationToken);
    }

    /// <summary>Deletes every item. Calls <c>__delitem__</c> with a slice, which every version exposes.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be deleted all the same.</param>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("__delitem__", Slices.All), cancellationToken);

    // A collection of ours that is no list would be pickled as what it is; Python's list wants a list for [a:b] and +.
    private static ListItems<T> Listed(IEnumerable<T> items, bool orArray = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new(items, orArray);
    }

    private async IAsyncEnumerable<T> ReadChunksAsync(
        int chunkSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var start = 0; ;)
        {
            var chunk = await GetSliceAsync(start, checked(start + chunkSize), cancellationToken).ConfigureAwait(false);
            foreach (var item in chunk)
            {
                yield return item;
            }

            start += chunk.Count;
            if (chunk.Count < chunkSize)
            {
                yield break;
            }
        }
    }
}
