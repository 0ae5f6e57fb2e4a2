namespace Bridge.Pickle.Converters;

/// <summary>What the converters of one read share.</summary>
internal sealed class ReadContext(PickleOptions options)
{
    private readonly NaturalBuilder _natural = new(options);
    private Dictionary<(PickleNode Node, PickleConverter Converter), object>? _shared;

    /// <summary>The natural .NET value.</summary>
    internal object? ToNatural(in PickleValue value) => _natural.Build(value);

    /// <summary>What a shared node became before, for the same converter.</summary>
    internal bool TryGetShared(PickleNode node, PickleConverter converter, out object? value)
    {
        value = null;
        return node.IsShared && _shared is not null && _shared.TryGetValue((node, converter), out value);
    }

    /// <summary>Keeps what a shared node became: one object in Python is one here, and is converted once.</summary>
    internal void Share(PickleNode node, PickleConverter converter, object value)
    {
        _shared ??= [];
        _shared[(node, converter)] = value;
    }

    internal static InvalidCastException Mismatch<T>(in PickleValue value) =>
        new($"The value is a Python {PythonTypeName.Of(value)}; {TypeName.Of(typeof(T))} was asked for.");
}
