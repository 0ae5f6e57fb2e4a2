namespace Bridge.Pickle.Converters;

/// <summary>A type that is pickled by way of another one, as <see cref="IPickleConverter{T, TSurrogate}"/> says.</summary>
/// <remarks>
/// The converter of the surrogate is found when it is needed first: a surrogate may contain the type itself.
/// </remarks>
internal sealed class SurrogateConverter<T, TSurrogate>(
    IPickleConverter<T, TSurrogate> converter, ConverterCache cache) : PickleConverter<T>
{
    private PickleConverter<TSurrogate> Inner => field ??= cache.Get<TSurrogate>();

    internal override bool IsLeaf =>
        HasNoIdentity || typeof(TSurrogate) == typeof(string) || typeof(TSurrogate) == typeof(byte[]);

    private static bool HasNoIdentity => typeof(TSurrogate).IsPrimitive || typeof(TSurrogate).IsEnum;

    internal override T Read(object? value, ReadContext context)
    {
        if (value is null && default(T) is null)
        {
            return default!;
        }

        // Text and numbers have no identity; anything else is one object in Python, and one here.
        var isShared = !typeof(T).IsValueType && value is not (null or string or ValueType);
        if (isShared && context.TryGetShared(value!, this, out var known))
        {
            return (T)known!;
        }

        context.Enter();
        var result = FromPickle(Inner.Read(value, context));
        context.Leave();
        if (isShared)
        {
            context.Share(value!, this, result!);
        }

        return result;
    }

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        value = default!;
        if (value is null)
        {
            switch (reader.Peek())
            {
                case Opcode.None:
                    return reader.TrySkip(Opcode.None);
                case Opcode.BinGet or Opcode.LongBinGet when !IsLeaf:
                    return false; // one object in Python: the other way knows what became of it
            }
        }

        if (!reader.TryEnter() || !Inner.TryReadDirect(ref reader, out var surrogate))
        {
            return false;
        }

        reader.Leave();
        value = FromPickle(surrogate);
        return true;
    }

    internal override void Write(PickleWriter writer, T value)
    {
        if (value is null)
        {
            writer.WriteNone();
            return;
        }

        if (typeof(T).IsValueType || HasNoIdentity)
        {
            WriteSurrogate(writer, converter.ToPickle(value));
        }
        else if (typeof(TSurrogate).IsValueType)
        {
            if (!writer.TryWriteReference(value))
            {
                WriteSurrogate(writer, converter.ToPickle(value));
                writer.Memoize(value);
            }
        }
        else
        {
            WriteSurrogate(writer, writer.Notes.SurrogateOf(value, this, converter));
        }
    }

    private void WriteSurrogate(PickleWriter writer, TSurrogate surrogate)
    {
        writer.Enter();
        Inner.Write(writer, surrogate);
        writer.Leave();
    }

    private T FromPickle(TSurrogate surrogate)
    {
        try
        {
            return converter.FromPickle(surrogate);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw new InvalidCastException($"{TypeName.Of(typeof(T))} does not take the value: {e.Message}", e);
        }
    }
}
