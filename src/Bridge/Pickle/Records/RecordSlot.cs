using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>Holds the value of one member while a record is read, so that nothing is boxed. Not thread-safe.</summary>
internal abstract class RecordSlot
{
    /// <summary>Whether the record that is being read had the key.</summary>
    internal bool IsSet;

    internal abstract bool TryRead(ref DirectReader reader);

    /// <exception cref="InvalidCastException">The value is of another type, or does not fit.</exception>
    internal abstract void Read(object? value, ReadContext context);

    /// <summary>Takes back the value that holds without the key.</summary>
    internal abstract void Clear();

    internal abstract RecordSlot Clone();
}
