namespace Bridge.Pickle.Converters;

/// <summary>A converter for containers: None is null, and what is shared on the wire is converted once.</summary>
internal abstract class NodeConverter<T> : PickleConverter<T>
{
    internal sealed override T Read(in PickleValue value, ReadContext context)
    {
        if (value.Node is not { } node)
        {
            return value.IsNone && default(T) is null ? default! : throw ReadContext.Mismatch<T>(value);
        }

        if (context.TryGetShared(node, this, out var known))
        {
            return (T)known!;
        }

        var result = ReadNode(node, context);
        if (node.IsShared)
        {
            context.Share(node, this, result!);
        }

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
            WriteValue(writer, value);
        }
    }

    private protected abstract T ReadNode(PickleNode node, ReadContext context);

    private protected abstract void WriteValue(PickleWriter writer, T value);

    /// <summary>What the memo knows a container by; a value type has no identity.</summary>
    private protected static object? IdentityOf(T value) => typeof(T).IsValueType ? null : value;

    private protected static InvalidCastException Mismatch(PickleNode node) =>
        ReadContext.Mismatch<T>(PickleValue.OfNode(node));
}
