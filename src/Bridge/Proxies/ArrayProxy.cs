using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Proxy for an <c>Array</c> referent: numbers of one type, an <c>array.array</c> in the server.</summary>
/// <typeparam name="T">
/// The .NET type of the numbers: <c>sbyte</c>, <c>byte</c>, <c>short</c>, <c>ushort</c>, <c>int</c>, <c>uint</c>,
/// <c>long</c>, <c>ulong</c>, <c>float</c> or <c>double</c>.
/// </typeparam>
/// <remarks>
/// Thread-safe. Each call is atomic on the server, a sequence of calls is not. Slices travel as the bytes of the items.
/// Indexes are Python's: a negative one counts from the end.
/// </remarks>
public sealed class ArrayProxy<T> : Proxy
    where T : unmanaged
{
    private int _typeCode; // 0 until it is known

    internal ArrayProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "ArrayProxy";

    /// <summary>The type code of the items. Calls the exposed method <c>__getitem__</c>, once per proxy.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentException">The items are no <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException">
    /// It is no array, or its <c>'l'</c> or <c>'L'</c> has another size on the server than here.
    /// </exception>
    public async ValueTask<char> GetTypeCodeAsync(CancellationToken cancellationToken = default)
    {
        var known = (char)Volatile.Read(ref _typeCode);
        if (known != 0)
        {
            return known;
        }

        var first = await ReadAsync<object?>(Request("__getitem__", new PythonSlice(0, 1, null)), cancellationToken)
            .ConfigureAwait(false);
        var typeCode = ArrayTypeCodes.CodeOf<T>(first, Token.TypeId);
        ArrayTypeCodes.ThrowIfNotOf<T>(typeCode);
        Volatile.Write(ref _typeCode, typeCode);
        return typeCode;
    }

    /// <summary>How many items there are. Calls the exposed method <c>__len__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("__len__"), cancellationToken);

    /// <summary>Reads one item. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    public ValueTask<T> GetItemAsync(int index, CancellationToken cancellationToken = default) =>
        ReadAsync<T>(Request("__getitem__", index), cancellationToken);

    /// <summary>Replaces one item. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="index">The index.</param>
    /// <param name="value">The new item.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be replaced all the same.</param>
    /// <exception cref="RemoteException">The index is outside (<see cref="PythonTypes.IndexError"/>).</exception>
    public ValueTask SetItemAsync(int index, T value, CancellationToken cancellationToken = default) =>
        CallAsync(Request("__setitem__", index, value), cancellationToken);

    /// <summary>Reads the items <c>[start:stop:step]</c> in one call. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning, or the end where the step is negative.</param>
    /// <param name="stop">The index after the last; null for the end, or the beginning.</param>
    /// <param name="step">The step, negative to go backwards; null for 1.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is zero.</exception>
    /// <inheritdoc cref="GetTypeCodeAsync" path="/exception"/>
    public async ValueTask<T[]> GetSliceAsync(
        int? start, int? stop, int? step = null, CancellationToken cancellationToken = default)
    {
        var slice = Slices.Of(start, stop, step);
        await GetTypeCodeAsync(cancellationToken).ConfigureAwait(false);
        var array = await ReadAsync<PythonArray>(Request("__getitem__", slice), cancellationToken).ConfigureAwait(false);
        return array.AsSpan<T>().ToArray();
    }

    /// <summary>A copy of all items in one call. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <inheritdoc cref="GetTypeCodeAsync" path="/exception"/>
    public ValueTask<T[]> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        GetSliceAsync(null, null, null, cancellationToken);

    /// <summary>Replaces the items <c>[start:stop]</c> in one call. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning.</param>
    /// <param name="stop">The index after the last; null for the end.</param>
    /// <param name="items">The new items; more or fewer of them make the array longer or shorter, as in Python.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be replaced all the same.</param>
    /// <inheritdoc cref="GetTypeCodeAsync" path="/exception"/>
    public ValueTask SetSliceAsync(
        int? start, int? stop, ReadOnlyMemory<T> items, CancellationToken cancellationToken = default) =>
        SetSliceAsync(start, stop, null, items, cancellationToken);

    /// <summary>Replaces the items <c>[start:stop:step]</c> in one call. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="start">The first index; null for the beginning, or the end where the step is negative.</param>
    /// <param name="stop">The index after the last; null for the end, or the beginning.</param>
    /// <param name="step">The step; null for 1.</param>
    /// <param name="items">The new items; as many as there are, unless the step is 1.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be replaced all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is zero.</exception>
    /// <exception cref="RemoteException">There are more or fewer items (<see cref="PythonTypes.ValueError"/>).</exception>
    /// <inheritdoc cref="GetTypeCodeAsync" path="/exception"/>
    public async ValueTask SetSliceAsync(
        int? start, int? stop, int? step, ReadOnlyMemory<T> items, CancellationToken cancellationToken = default)
    {
        var slice = Slices.Of(start, stop, step);
        var typeCode = await GetTypeCodeAsync(cancellationToken).ConfigureAwait(false);
        await CallAsync("__setitem__", [slice, ArrayTypeCodes.Pack(typeCode, items)], cancellationToken)
            .ConfigureAwait(false);
    }
}
