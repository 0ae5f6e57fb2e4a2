namespace Bridge.Pickle.Converters;

/// <summary>Reads the items of a dict straight from a pickle.</summary>
internal static class DictReading
{
    /// <summary>Reads what follows an empty dict; false when it is not simple.</summary>
    internal static bool TryRead<TKey, TValue>(
        ref DirectReader reader,
        Dictionary<TKey, TValue> target,
        PickleConverter<TKey> keys,
        PickleConverter<TValue> values)
        where TKey : notnull
    {
        while (reader.TrySkip(Opcode.Mark))
        {
            var count = 0;
            var start = reader.Rest.Length;
            for (; !reader.TrySkip(Opcode.SetItems); count++)
            {
                if (!TryReadItem(ref reader, keys, values, out var key, out var value))
                {
                    return false;
                }

                target[key] = value;
            }

            // A batch that is not full is the last one; what follows belongs to somebody else.
            if (count < PickleWriter.BatchSize && count > 0)
            {
                return true;
            }

            if (reader.Peek() == Opcode.Mark && count > 0)
            {
                var rest = reader.Rest.Length;
                var expected = (int)Math.Min(int.MaxValue, (long)rest * count / (start - rest));
                target.EnsureCapacity(Growth.CapacityFor(target.Capacity, target.Count + PickleWriter.BatchSize, expected));
            }
        }

        return TryReadSingle(ref reader, target, keys, values);
    }

    private static bool TryReadSingle<TKey, TValue>(
        ref DirectReader reader,
        Dictionary<TKey, TValue> target,
        PickleConverter<TKey> keys,
        PickleConverter<TValue> values)
        where TKey : notnull
    {
        var place = reader.Place;
        if (keys.MayStartWith(reader.Peek()) && TryReadItem(ref reader, keys, values, out var key, out var value)
            && reader.TrySkip(Opcode.SetItem))
        {
            target[key] = value;
            return true;
        }

        if ((!keys.IsLeaf || !values.IsLeaf) && reader.Place != place)
        {
            return false;
        }

        reader.GoBack(place);
        return true;
    }

    private static bool TryReadItem<TKey, TValue>(
        ref DirectReader reader,
        PickleConverter<TKey> keys,
        PickleConverter<TValue> values,
        out TKey key,
        out TValue value)
    {
        value = default!;
        return keys.TryReadDirect(ref reader, out key) && key is not null && values.TryReadDirect(ref reader, out value);
    }
}
