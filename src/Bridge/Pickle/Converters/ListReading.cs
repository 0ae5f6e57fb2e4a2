namespace Bridge.Pickle.Converters;

/// <summary>Reads the items of a list straight from a pickle: single ones, or batches behind a mark.</summary>
internal static class ListReading
{
    /// <summary>Reads EMPTY_LIST, its memo entry and the items.</summary>
    internal static bool TryRead<T>(
        ref DirectReader reader, PickleConverter<T> converter, ref ItemBuffer<T> items, out int memoIndex)
    {
        memoIndex = -1;
        if (!reader.TrySkip(Opcode.EmptyList))
        {
            return false;
        }

        memoIndex = reader.PeekMemoIndex();
        return reader.TryEnter() && reader.TryMemoize(null, null)
            && TryReadItems(ref reader, converter, ref items, Opcode.Append, Opcode.Appends) && Leave(ref reader);
    }

    /// <summary>Reads what follows an empty list or set.</summary>
    internal static bool TryReadItems<T>(
        ref DirectReader reader, PickleConverter<T> converter, ref ItemBuffer<T> items, Opcode single, Opcode batch)
    {
        while (reader.TrySkip(Opcode.Mark))
        {
            var before = items.Count;
            if (!converter.TryReadMany(ref reader, ref items, batch))
            {
                return false;
            }

            // A batch that is not full is the last one; what follows belongs to somebody else.
            if (items.Count - before < PickleWriter.BatchSize)
            {
                return true;
            }
        }

        return TryReadSingle(ref reader, converter, ref items, single);
    }

    /// <summary>One item before APPEND. Without one the list ends here, and what follows belongs to somebody else.</summary>
    private static bool TryReadSingle<T>(
        ref DirectReader reader, PickleConverter<T> converter, ref ItemBuffer<T> items, Opcode single)
    {
        var place = reader.Place;
        if (converter.MayStartWith(reader.Peek()) && converter.TryReadDirect(ref reader, out var item)
            && reader.TrySkip(single))
        {
            items.Add(item);
            return true;
        }

        if (!converter.IsLeaf && reader.Place != place)
        {
            return false;
        }

        reader.GoBack(place);
        return true;
    }

    private static bool Leave(ref DirectReader reader)
    {
        reader.Leave();
        return true;
    }
}
