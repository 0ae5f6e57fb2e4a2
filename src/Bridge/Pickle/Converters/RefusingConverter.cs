using Bridge.Pickle.Records;

namespace Bridge.Pickle.Converters;

/// <summary>A type that has no Python equivalent; says what to do instead.</summary>
internal sealed class RefusingConverter(Type type) : PickleConverter
{
    internal override void WriteObject(PickleWriter writer, object value) =>
        throw new PicklingException(
            RecordTypes.AreRefused(type)
                ? RecordTypes.NeedsAllOf(type)
                : $"{TypeName.Of(type)} has no Python equivalent here; {Advice()}.");

    private string Advice() =>
        type.IsArray ? "use an array of arrays"
        : "convert it to a number, string, list, dictionary or PythonObject, or use PickleOptions.WithConverter";
}
