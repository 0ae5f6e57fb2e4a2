namespace Bridge.Pickle.Converters;

/// <summary>What converters remember while one pickle is written. Not thread-safe.</summary>
internal sealed class WriterNotes
{
    private readonly Dictionary<PickleConverter, int[]> _keys = [];
    private PickleConverter? _lastOwner;
    private int[] _lastKeys = [];
    private Dictionary<PickleConverter, Dictionary<object, object?>>? _surrogates;

    /// <summary>Where the keys of a type of records are in the memo; -1 where they are not written yet.</summary>
    /// <param name="owner">The converter of the type.</param>
    /// <param name="count">The number of keys.</param>
    internal int[] KeysOf(PickleConverter owner, int count) =>
        ReferenceEquals(owner, _lastOwner) ? _lastKeys : FindKeys(owner, count);

    /// <summary>What is written for a value: the same surrogate each time, so that it is written once.</summary>
    internal TSurrogate SurrogateOf<T, TSurrogate>(
        T value, PickleConverter owner, IPickleConverter<T, TSurrogate> converter)
    {
        _surrogates ??= [];
        if (!_surrogates.TryGetValue(owner, out var known))
        {
            known = new Dictionary<object, object?>(ReferenceEqualityComparer.Instance);
            _surrogates.Add(owner, known);
        }

        if (!known.TryGetValue(value!, out var surrogate))
        {
            surrogate = converter.ToPickle(value);
            known.Add(value!, surrogate);
        }

        return (TSurrogate)surrogate!;
    }

    internal void Clear()
    {
        _keys.Clear();
        _lastOwner = null;
        _surrogates = null;
    }

    private int[] FindKeys(PickleConverter owner, int count)
    {
        if (!_keys.TryGetValue(owner, out var indexes))
        {
            indexes = new int[count];
            Array.Fill(indexes, -1);
            _keys.Add(owner, indexes);
        }

        (_lastOwner, _lastKeys) = (owner, indexes);
        return indexes;
    }
}
