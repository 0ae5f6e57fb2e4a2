using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>Reads one record after the other. Learns in which order their keys come. Not thread-safe.</summary>
internal sealed class RecordReading<T>(
    IReadOnlyList<RecordMember> members, RecordSlot[] slots, Func<RecordSlot[], T> create)
{
    private readonly RecordMember[] _members = [.. members];

    /// <summary>The member that came last time after each; the last entry is for the first of a record.</summary>
    private readonly int[] _next = [.. Enumerable.Range(1, slots.Length), 0];

    /// <summary>Reads keys and values up to the end of their batch; false when they are not simple.</summary>
    internal bool TryReadPairs(ref DirectReader reader)
    {
        var previous = slots.Length;
        if (!reader.TrySkip(Opcode.Mark))
        {
            return TryReadPair(ref reader, ref previous) && reader.TrySkip(Opcode.SetItem);
        }

        var count = 0;
        for (; !reader.TrySkip(Opcode.SetItems); count++)
        {
            if (!TryReadPair(ref reader, ref previous))
            {
                return false;
            }
        }

        return count is > 0 and < PickleWriter.BatchSize;
    }

    /// <summary>The record of what was read; false when a key was missing. Ready for the next one then.</summary>
    internal bool TryCreate(out T value)
    {
        value = default!;
        if (FindMissing() is not null)
        {
            return false;
        }

        value = Create();
        return true;
    }

    /// <exception cref="InvalidCastException">A key is missing, or a value is of another type.</exception>
    internal T Read(PythonDict attributes, string source, ReadContext context)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (attributes.TryGetValue(_members[i].Name, out var value))
            {
                ReadSlot(i, value, context);
            }
        }

        return FindMissing() is { } missing
            ? throw new MissingItemException(
                missing.Name, $"The {source} has no '{missing.Name}', which {TypeName.Of(typeof(T))} needs.")
            : Create();
    }

    /// <exception cref="InvalidCastException">There are too few or too many, or a value is of another type.</exception>
    internal T Read(ReadOnlySpan<object?> values, string source, ReadContext context)
    {
        if (values.Length > slots.Length)
        {
            throw new InvalidCastException(
                $"The {source} has {values.Length} values; {TypeName.Of(typeof(T))} has {slots.Length}.");
        }

        for (var i = 0; i < values.Length; i++)
        {
            ReadSlot(i, values[i], context);
        }

        return FindMissing() is { } missing
            ? throw new InvalidCastException(
                $"The {source} has {values.Length} values "
                + $"and none for '{missing.Name}', which {TypeName.Of(typeof(T))} needs.")
            : Create();
    }

    /// <summary>Forgets values and what was begun.</summary>
    internal void Clear()
    {
        foreach (var slot in slots)
        {
            slot.IsSet = false;
            slot.Clear();
        }
    }

    private bool TryReadPair(ref DirectReader reader, ref int previous)
    {
        var expected = _next[previous];
        if (expected < slots.Length && reader.TryReadKey(_members[expected].Name, _members[expected].Utf8Name))
        {
            previous = expected;
            return slots[expected].TryRead(ref reader);
        }

        for (var i = 0; i < slots.Length; i++)
        {
            if (reader.TryReadKey(_members[i].Name, _members[i].Utf8Name))
            {
                _next[previous] = i;
                previous = i;
                return slots[i].TryRead(ref reader);
            }
        }

        // A key that nobody asked for.
        return reader.TryReadString(out _) && ObjectConverter.Instance.TryReadDirect(ref reader, out _);
    }

    private void ReadSlot(int place, object? value, ReadContext context)
    {
        try
        {
            slots[place].Read(value, context);
        }
        catch (InvalidCastException e)
        {
            throw new InvalidCastException(
                $"'{_members[place].Name}' of {TypeName.Of(typeof(T))}: {e.Message}", e);
        }
    }

    /// <summary>Puts defaults where there was no key.</summary>
    private RecordMember? FindMissing()
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (!slots[i].IsSet)
            {
                if (_members[i].IsRequired)
                {
                    return _members[i];
                }

                slots[i].Clear();
            }
        }

        return null;
    }

    private T Create()
    {
        try
        {
            var value = create(slots);
            foreach (var slot in slots)
            {
                slot.IsSet = false;
            }

            return value;
        }
        catch (ArgumentException e)
        {
            throw new InvalidCastException($"{TypeName.Of(typeof(T))} does not take the values: {e.Message}", e);
        }
    }
}
