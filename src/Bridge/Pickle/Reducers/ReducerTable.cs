using System.Collections.Frozen;

namespace Bridge.Pickle.Reducers;

/// <summary>The Python classes and functions that are known by name. Immutable.</summary>
internal sealed class ReducerTable
{
    private readonly FrozenDictionary<PythonGlobal, Reducer> _reducers;

    private ReducerTable(IEnumerable<KeyValuePair<PythonGlobal, Reducer>> reducers) =>
        _reducers = reducers.ToFrozenDictionary();

    /// <summary>Only what stands for an opcode that older pickle protocols lack: sets, bytearray, complex…</summary>
    internal static ReducerTable Basic { get; } = new(BasicReducers.All);

    /// <summary>Everything that becomes a natural .NET value.</summary>
    internal static ReducerTable Full { get; } = new(
    [
        .. BasicReducers.All,
        .. NameReducers.All,
        .. TimeReducers.All,
        .. NumberReducers.All,
        .. PathReducers.All,
        .. ArrayReducers.All,
        .. CollectionReducers.All,
        .. ExceptionReducers.All,
        .. NumpyReducers.All,
    ]);

    /// <summary>The same table with some more classes, which win.</summary>
    internal ReducerTable With(PythonGlobal callable, Reducer reducer) =>
        new([.. _reducers.Where(pair => pair.Key != callable), new(callable, reducer)]);

    internal Reducer? Find(PythonGlobal callable) => _reducers.GetValueOrDefault(callable);
}
