namespace Bridge.Pickle.Converters;

/// <summary>A .NET value that Python makes by a call, as its <c>__reduce__</c> says.</summary>
/// <remarks>A boxed struct is one object for Python, wherever its box occurs in the value.</remarks>
internal abstract class ReducedConverter<T> : PickleConverter<T>
    where T : notnull
{
    internal sealed override void Write(PickleWriter writer, T value) =>
        WriteIdentified(writer, value, typeof(T).IsValueType ? null : value);

    internal sealed override void WriteObject(PickleWriter writer, object value) =>
        WriteIdentified(writer, (T)value, value);

    /// <summary>Writes the call; <see cref="PickleWriter.WriteReduce"/> ends it.</summary>
    private protected abstract void WriteReduced(PickleWriter writer, T value, object? identity);

    private void WriteIdentified(PickleWriter writer, T value, object? identity)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else if (!writer.TryWriteReference(identity))
        {
            WriteReduced(writer, value, identity);
        }
    }
}
