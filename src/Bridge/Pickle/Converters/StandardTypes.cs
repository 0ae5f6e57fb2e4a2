namespace Bridge.Pickle.Converters;

/// <summary>The .NET types for decimals, fractions, UUIDs, ranges and paths.</summary>
internal static class StandardTypes
{
    internal static void Add(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
    {
        CommonTypes.AddStruct(factories, new DecimalConverter());
        CommonTypes.AddStruct(factories, new GuidConverter());
        factories[typeof(PythonDecimal)] = _ => new PythonDecimalConverter();
        factories[typeof(PythonFraction)] = _ => new FractionConverter();
        factories[typeof(PythonRange)] = _ => new RangeConverter();
        factories[typeof(PythonPath)] = _ => new PathConverter();
        factories[typeof(FileInfo)] = _ => new FileInfoConverter();
        factories[typeof(DirectoryInfo)] = _ => new DirectoryInfoConverter();
    }
}
