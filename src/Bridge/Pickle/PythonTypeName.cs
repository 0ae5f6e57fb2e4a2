using System.Numerics;

namespace Bridge.Pickle;

/// <summary>The name that Python gives to the type of a value, for messages.</summary>
internal static class PythonTypeName
{
    internal static string Of(object? value) => value switch
    {
        null => "None",
        long or BigInteger => "int",
        double => "float",
        bool => "bool",
        string or PythonString => "str",
        byte[] => "bytes",
        PythonByteArray => "bytearray",
        Complex => "complex",
        List<object?> => "list",
        PythonTuple => "tuple",
        PythonOrderedDict => "collections.OrderedDict",
        PythonDefaultDict => "collections.defaultdict",
        PythonCounter => "collections.Counter",
        PythonDeque => "collections.deque",
        PythonDict => "dict",
        HashSet<object?> => "set",
        PythonFrozenSet => "frozenset",
        PythonSlice => "slice",
        PythonRange => "range",
        DateTime or DateTimeOffset or PythonDateTime => "datetime.datetime",
        DateOnly => "datetime.date",
        TimeOnly or PythonTime => "datetime.time",
        TimeSpan => "datetime.timedelta",
        PythonTimeZone => "datetime.timezone",
        PythonZoneInfo => "zoneinfo.ZoneInfo",
        decimal or PythonDecimal => "decimal.Decimal",
        PythonFraction => "fractions.Fraction",
        Guid => "uuid.UUID",
        PythonPath path => $"pathlib.{path.Kind}",
        PythonArray => "array.array",
        PythonException exception => exception.PythonType,
        NumpyArray => "numpy.ndarray",
        NumpyScalar => "numpy scalar",
        NumpyDtype => "numpy.dtype",
        PythonGlobal global => $"reference to {global}",
        PythonObject { Class: { } global } => global.FullName,
        PythonObject => "object",
        _ => value.GetType().Name,
    };
}
