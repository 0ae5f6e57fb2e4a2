namespace Bridge.Pickle.Converters;

/// <summary>Reads and writes one .NET type. Resolved once per type and options; thread-safe.</summary>
internal abstract class PickleConverter<T> : PickleConverter
{
    /// <exception cref="InvalidCastException">The value is of another type, or does not fit.</exception>
    internal abstract T Read(in PickleValue value, ReadContext context);

    /// <exception cref="PicklingException">There is no Python equivalent.</exception>
    internal abstract void Write(PickleWriter writer, T value);

    internal sealed override void WriteObject(PickleWriter writer, object value) => Write(writer, (T)value);
}
