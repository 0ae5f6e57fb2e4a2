namespace Bridge.Pickle.Converters;

/// <summary>A converter for containers: None is null, and what is shared on the wire is converted once.</summary>
internal abstract class ContainerConverter<T> : PickleConverter<T>
{
    internal sealed override T Read(object? value, ReadContext context)
    {
        if (value is null)
        {
            return default(T) is null ? default! : throw ReadContext.Mismatch<T>(value);
        }

        if (context.TryGetShared(value, this, out var known))
        {
            return (T)known!;
        }

        context.Enter();
        var result = ReadContainer(value, context);
        context.Leave();
        context.Share(value, this, result!);
        return result;
    }

    internal sealed override void Write(PickleWriter writer, T value)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else
        {
            WriteContainer(writer, value);
        }
    }

    private protected abstract T ReadContainer(object value, ReadContext context);

    private protected abstract void WriteContainer(PickleWriter writer, T value);

    /// <summary>Reads None, or a reference to what this converter made; false when the container itself comes.</summary>
    private protected bool TryReadKnown(ref DirectReader reader, out T value)
    {
        value = default!;
        switch (reader.Peek())
        {
            case Opcode.None:
                return value is null && reader.TrySkip(Opcode.None);
            case Opcode.BinGet or Opcode.LongBinGet:
                if (!reader.TryReadReference(this, out var known))
                {
                    return false;
                }

                value = (T)known!;
                return true;
            default:
                return false;
        }
    }

    /// <summary>What the memo knows a container by; a value type has no identity.</summary>
    private protected static object? IdentityOf(T value) => typeof(T).IsValueType ? null : value;
}
