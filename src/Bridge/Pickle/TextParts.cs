using System.Globalization;
using System.Numerics;

namespace Bridge.Pickle;

/// <summary>How a container is shown: what opens it, its entries, what closes it.</summary>
internal sealed record TextParts(string Open, IEnumerable<TextEntry> Entries, string Close)
{
    private const int LongestLeaf = 200;

    /// <summary>The text of a value that is no container; null for a container.</summary>
    internal static string? Leaf(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        string text => Text(text),
        PythonString text => Text(text.ToString()),
        byte[] bytes => Bytes(bytes),
        PythonByteArray array => $"bytearray({Bytes(array.Bytes)})",
        double number => PythonRepr.Of(number),
        Complex number => $"complex({PythonRepr.Of(number.Real)}, {PythonRepr.Of(number.Imaginary)})",
        BigInteger number => BigNumber(number),
        PythonGlobal global => $"<{global.FullName}>",
        PythonDecimal number => $"Decimal({Text(number.Text)})",
        PythonFraction number => $"Fraction({BigNumber(number.Numerator)}, {BigNumber(number.Denominator)})",
        PythonPath path => $"{path.Kind}({Text(path.Text)})",
        PythonZoneInfo zone => $"zoneinfo.ZoneInfo(key={Text(zone.Key)})",
        _ when StandardRepr.Of(value) is { } text => text,
        NumpyArray array => $"<numpy.ndarray {array.Dtype} ({string.Join(", ", array.Shape)})>",
        NumpyScalar scalar => $"<numpy {scalar.Dtype} {Leaf(scalar.Value)}>",
        NumpyDtype dtype => $"dtype('{dtype}')",
        _ when Of(value) is not null => null,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => $"<{value.GetType()}>",
    };

    /// <summary>The parts of a container; null for anything else.</summary>
    internal static TextParts? Of(object value) => value switch
    {
        List<object?> list => new("[", Plain(list), "]"),
        PythonTuple { Count: 1 } tuple => new("(", Plain(tuple), ",)"),
        PythonTuple tuple => new("(", Plain(tuple), ")"),
        PythonArray array => new(
            $"array('{array.TypeCode}', [", Plain(Enumerable.Range(0, array.Count).Select(i => (object?)array[i])), "])"),
        PythonOrderedDict dict => new("OrderedDict({", Keyed(dict), "})"),
        PythonDefaultDict dict => new($"defaultdict({Leaf(dict.Factory) ?? "<call>"}, {{", Keyed(dict), "})"),
        PythonCounter dict => new("Counter({", Keyed(dict), "})"),
        PythonDict dict => new("{", Keyed(dict), "}"),
        PythonDeque { MaxLength: { } most } deque =>
            new("deque([", Plain(deque), string.Create(CultureInfo.InvariantCulture, $"], maxlen={most})")),
        PythonDeque deque => new("deque([", Plain(deque), "])"),
        PythonFrozenSet { Count: 0 } => new("frozenset(", [], ")"),
        PythonFrozenSet set => new("frozenset({", Plain(set), "})"),
        HashSet<object?> { Count: 0 } => new("set(", [], ")"),
        HashSet<object?> set => new("{", Plain(set), "}"),
        PythonSlice slice => new("slice(", Plain([slice.Start, slice.Stop, slice.Step]), ")"),
        PythonRange { Step.IsOne: true } range => new("range(", Plain([range.Start, range.Stop]), ")"),
        PythonRange range => new("range(", Plain([range.Start, range.Stop, range.Step]), ")"),
        PythonTimeZone { Name: not null } zone => new("datetime.timezone(", Plain([zone.Offset, zone.Name]), ")"),
        PythonDateTime { TimeZone: { } zone } time => new(StandardRepr.Open(time), [new("tzinfo=", null, zone)], ")"),
        PythonTime { TimeZone: { } zone } time => new(StandardRepr.Open(time), [new("tzinfo=", null, zone)], ")"),
        PythonException exception => new($"{exception.PythonType}(", Plain(exception.Arguments), ")"),
        PythonObject { Class: { } global } instance => new($"{global}(", EntriesOf(instance), ")"),
        PythonObject instance => new("<call>(", EntriesOf(instance), ")"),
        _ => null,
    };

    private static IEnumerable<TextEntry> Plain(IEnumerable<object?> items) =>
        items.Select(item => new TextEntry("", null, item));

    private static IEnumerable<TextEntry> Keyed(IEnumerable<KeyValuePair<object?, object?>> pairs) =>
        pairs.Select(pair => new TextEntry("", [pair.Key], pair.Value));

    private static IEnumerable<TextEntry> EntriesOf(PythonObject value)
    {
        if (value.Class is null)
        {
            yield return new("callable=", null, value.Callable);
        }

        foreach (var argument in value.Arguments)
        {
            yield return new("", null, argument);
        }

        if (value.KeywordArguments is { } keywords)
        {
            yield return new("**", null, keywords);
        }

        if (value.HasState)
        {
            yield return new("state=", null, value.State);
        }

        if (value.Items is { } items)
        {
            yield return new("items=", null, items as List<object?> ?? [.. items]);
        }

        if (value.Pairs is { } pairs)
        {
            yield return new("pairs=", null, new List<object?>(pairs.Select(p => new PythonTuple(p.Key, p.Value))));
        }
    }

    private static string Text(string text) =>
        Cut(PythonRepr.Of(text.AsSpan(0, Math.Min(text.Length, LongestLeaf))), text.Length, "characters");

    private static string Bytes(byte[] bytes) =>
        Cut(PythonRepr.Of(bytes.AsSpan(0, Math.Min(bytes.Length, LongestLeaf))), bytes.Length, "bytes");

    private static string BigNumber(BigInteger number)
    {
        // Digits take quadratic time; Python itself refuses more than 4300.
        if (number.GetBitLength() > 16 * 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"<int of {number.GetBitLength()} bits>");
        }

        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.Length <= LongestLeaf ? text : Cut(text[..LongestLeaf], text.Length, "digits");
    }

    private static string Cut(string shown, int length, string unit) =>
        length <= LongestLeaf ? shown : $"{shown}... ({length} {unit})";
}
