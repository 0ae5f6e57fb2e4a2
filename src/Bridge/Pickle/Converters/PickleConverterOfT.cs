namespace Bridge.Pickle.Converters;

/// <summary>Reads and writes one .NET type. Resolved once per type and options; thread-safe.</summary>
internal abstract class PickleConverter<T> : PickleConverter
{
    /// <summary>
    /// Whether reading a value never reads another one, so that going back after it costs next to nothing.
    /// </summary>
    internal virtual bool IsLeaf => false;

    /// <summary>Converts a natural value.</summary>
    /// <exception cref="InvalidCastException">The value is of another type, or does not fit.</exception>
    internal abstract T Read(object? value, ReadContext context);

    /// <summary>Reads the value straight from the pickle; false, wherever the reader is then, when it is not simple.</summary>
    internal virtual bool TryReadDirect(ref DirectReader reader, out T value)
    {
        value = default!;
        return false;
    }

    /// <summary>Whether a value can begin with an opcode; a wrong yes costs time, a wrong no too.</summary>
    internal virtual bool MayStartWith(Opcode opcode) => true;

    /// <exception cref="PicklingException">There is no Python equivalent.</exception>
    internal abstract void Write(PickleWriter writer, T value);

    /// <summary>The bytes of values that are written as Python's own int or float; null for all others.</summary>
    internal virtual ReadOnlyMemory<byte>? BytesOf(ReadOnlyMemory<T> numbers) => null;

    /// <summary>Writes items one after the other.</summary>
    internal virtual void WriteMany(PickleWriter writer, ReadOnlySpan<T> items)
    {
        foreach (var item in items)
        {
            Write(writer, item);
        }
    }

    /// <summary>Reads items up to an opcode that ends them; false as in <see cref="TryReadDirect"/>.</summary>
    internal virtual bool TryReadMany(ref DirectReader reader, ref ItemBuffer<T> items, Opcode end)
    {
        while (!reader.TrySkip(end))
        {
            if (!TryReadDirect(ref reader, out var item))
            {
                return false;
            }

            items.Add(item);
        }

        return true;
    }

    internal override void WriteObject(PickleWriter writer, object value) => Write(writer, (T)value);
}
