namespace Bridge.Pickle.Converters;

/// <summary>A container that is made of another one when it is read.</summary>
/// <param name="inner">Reads the other one.</param>
/// <param name="create">Makes this one; may throw as constructors do for values that do not fit.</param>
internal abstract class AdaptedConverter<T, TInner>(PickleConverter<TInner> inner, Func<TInner, T> create)
    : ContainerConverter<T>
{
    internal sealed override bool MayStartWith(Opcode opcode) => inner.MayStartWith(opcode);

    internal sealed override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        if (reader.Peek() is Opcode.None or Opcode.BinGet or Opcode.LongBinGet)
        {
            return TryReadKnown(ref reader, out value);
        }

        var isRead = inner.TryReadDirect(ref reader, out var items);
        value = isRead ? Create(items) : default!;
        return isRead;
    }

    private protected sealed override T ReadContainer(object value, ReadContext context)
    {
        return Takes(value) ? Create(inner.Read(value, context)) : throw ReadContext.Mismatch<T>(value);
    }

    /// <summary>Whether the value is such a container at all.</summary>
    private protected abstract bool Takes(object value);

    private T Create(TInner items)
    {
        try
        {
            return create(items);
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidCastException($"{TypeName.Of(typeof(T))} does not take the value: {e.Message}", e);
        }
    }
}
