namespace Bridge.Pickle.Converters;

/// <summary>The .NET types for what is in Python's <c>datetime</c> and <c>zoneinfo</c>.</summary>
internal static class TimeTypes
{
    internal static void Add(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
    {
        CommonTypes.AddStruct(factories, new DateTimeConverter());
        CommonTypes.AddStruct(factories, new DateTimeOffsetConverter());
        CommonTypes.AddStruct(factories, new DateOnlyConverter());
        CommonTypes.AddStruct(factories, new TimeOnlyConverter());
        CommonTypes.AddStruct(factories, new TimeSpanConverter());
        factories[typeof(PythonDateTime)] = _ => new PythonDateTimeConverter();
        factories[typeof(PythonTime)] = _ => new PythonTimeConverter();
        factories[typeof(PythonTimeZone)] = _ => new PythonTimeZoneConverter();
        factories[typeof(PythonZoneInfo)] = _ => new PythonZoneInfoConverter();
        factories[typeof(TimeZoneInfo)] = _ => new TimeZoneInfoConverter();
    }
}
