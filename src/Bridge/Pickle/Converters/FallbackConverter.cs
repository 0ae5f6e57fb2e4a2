using Bridge.Pickle.Records;

namespace Bridge.Pickle.Converters;

/// <summary>A type without a converter of its own: read by a cast, written by the type at run time.</summary>
internal sealed class FallbackConverter<T> : PickleConverter<T>
{
    internal override T Read(object? value, ReadContext context) =>
        value is T result ? result
        : value is IAdaptable adaptable && adaptable.TryAdapt<T>(out var adapted) ? adapted
        : value is null && default(T) is null ? default!
        : throw (RecordTypes.AreRefused(typeof(T))
            ? new InvalidCastException(RecordTypes.NeedsAllOf(typeof(T)))
            : ReadContext.Mismatch<T>(value));

    internal override void Write(PickleWriter writer, T value) => writer.WriteObject(value);
}
