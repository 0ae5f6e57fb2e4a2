using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Bridge.Pickle;

/// <summary>A <c>numpy.dtype</c> of plain items: numbers, bools, times, and bytes or text of a fixed length.</summary>
/// <remarks>Immutable. Structured, object and long double dtypes stay a <see cref="PythonObject"/>.</remarks>
public sealed class NumpyDtype : IEquatable<NumpyDtype>
{
    private const string Little = "<";
    private const string Big = ">";
    private const string None = "|";

    private NumpyDtype(PackedFormat format, string byteOrder, string typeCode, string? unit, int unitCount)
    {
        Format = format;
        ByteOrder = byteOrder;
        TypeCode = typeCode;
        Unit = unit;
        UnitCount = unitCount;
    }

    /// <summary>
    /// <c>b</c> bool, <c>i</c> int, <c>u</c> unsigned int, <c>f</c> float, <c>c</c> complex, <c>M</c> datetime64,
    /// <c>m</c> timedelta64, <c>S</c> bytes, <c>U</c> str.
    /// </summary>
    public char Kind => Format.Kind;

    /// <summary>Bytes of one item.</summary>
    public int ItemSize => Format.Size;

    /// <summary><c>"&lt;"</c> little-endian, <c>"&gt;"</c> big-endian, <c>"|"</c> where there is no order.</summary>
    public string ByteOrder { get; }

    /// <summary>The unit of times (<c>"ns"</c>, <c>"D"</c>, <c>"generic"</c>…); null for all else.</summary>
    public string? Unit { get; }

    /// <summary>How many units one count is; mostly 1.</summary>
    public int UnitCount { get; }

    internal PackedFormat Format { get; }

    /// <summary>What <c>numpy.dtype</c> is called with: <c>"f8"</c>, <c>"U2"</c>.</summary>
    internal string TypeCode { get; }

    /// <summary>Whether numpy 1 wrote it, which has an empty dict where numpy 2 has None.</summary>
    internal bool HasMetadataDict { get; init; }

    /// <summary>The dtype of a .NET number on this machine; one instance for each.</summary>
    /// <typeparam name="T">bool, a number of 1 to 8 bytes, or Complex.</typeparam>
    /// <exception cref="NotSupportedException">numpy has no such number.</exception>
    public static NumpyDtype Of<T>()
        where T : unmanaged =>
        Known<T>.Dtype
        ?? throw new NotSupportedException($"numpy has no number like {Converters.TypeName.Of(typeof(T))}.");

    /// <summary>
    /// Reads the text of a dtype, as <c>dtype.str</c> has it: <c>"&lt;f8"</c>, <c>"&lt;M8[ns]"</c>, <c>"|S3"</c>.
    /// </summary>
    /// <param name="text">The text, with its byte order.</param>
    /// <exception cref="FormatException">It is no dtype of plain items.</exception>
    public static NumpyDtype Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? text : text[..bracket];
        NumpyDtype? dtype = null;
        if (name.Length > 1 && TryReadUnit(bracket < 0 ? "" : text[bracket..], out var unit, out var count))
        {
            dtype = TryCreate(name[..1], name[1..], unit, count);
        }

        return dtype ?? throw new FormatException($"'{text}' is no dtype of plain items, such as '<f8' or '<M8[ns]'.");
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] NumpyDtype? other) =>
        other is not null && Format == other.Format && ByteOrder == other.ByteOrder
        && Unit == other.Unit && UnitCount == other.UnitCount;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NumpyDtype);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Format, ByteOrder, Unit, UnitCount);

    /// <summary>The text as <c>dtype.str</c> has it.</summary>
    public override string ToString() => (Unit, UnitCount) switch
    {
        (null or "generic", _) => ByteOrder + TypeCode,
        (_, 1) => $"{ByteOrder}{TypeCode}[{Unit}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"{ByteOrder}{TypeCode}[{UnitCount}{Unit}]"),
    };

    /// <summary>The dtype from what a pickle says; null when it is none of plain items.</summary>
    internal static NumpyDtype? TryCreate(
        string byteOrder, string typeCode, string? unit = null, int unitCount = 1, bool hasMetadataDict = false)
    {
        if (typeCode.Length < 2
            || !int.TryParse(typeCode.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || typeCode[1] == '0')
        {
            return null;
        }

        var kind = typeCode[0];
        var isKnown = (kind, length) switch
        {
            ('b', 1) or ('i' or 'u', 1 or 2 or 4 or 8) or ('f', 2 or 4 or 8) or ('c', 8 or 16) => unit is null,
            ('M' or 'm', 8) => unit is not null && unitCount > 0,
            ('S', _) or ('U', <= int.MaxValue / 4) => unit is null,
            _ => false,
        };
        var hasOrder = kind == 'U' || (kind != 'S' && length > 1);
        if (!isKnown || (hasOrder ? byteOrder is not (Little or Big) : byteOrder != None))
        {
            return null;
        }

        // Literals, so that a pickle refers to them where it repeats them.
        var order = byteOrder == Little ? Little : byteOrder == Big ? Big : None;
        var format = new PackedFormat(kind, kind == 'U' ? length * 4 : length, order != Big);
        return new NumpyDtype(format, order, typeCode, unit, unitCount) { HasMetadataDict = hasMetadataDict };
    }

    private static bool TryReadUnit(string text, out string? unit, out int count)
    {
        unit = null;
        count = 1;
        if (text.Length == 0)
        {
            return true;
        }

        var inside = text.AsSpan()[1..].TrimEnd(']');
        var letters = inside.TrimStart("0123456789");
        unit = letters.ToString();
        return text[^1] == ']' && unit.Length > 0
            && (letters.Length == inside.Length
                || int.TryParse(inside[..^letters.Length], NumberStyles.None, CultureInfo.InvariantCulture, out count));
    }

    private static class Known<T>
    {
        internal static readonly NumpyDtype? Dtype = PackedFormat.Of<T>() is { } format
            ? TryCreate(
                format.Size == 1 ? None : BitConverter.IsLittleEndian ? Little : Big,
                string.Create(CultureInfo.InvariantCulture, $"{format.Kind}{format.Size}"))
            : null;
    }
}
