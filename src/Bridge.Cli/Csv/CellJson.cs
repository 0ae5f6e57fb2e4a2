using System.Collections;
using System.Numerics;
using System.Text.Json;
using Bridge.Cli.Output;

namespace Bridge.Cli.Csv;

/// <summary>Nested values in a cell: a list, tuple or set is an array, a dict an object.</summary>
internal static class CellJson
{
    /// <summary>Deeper values are refused; a value that holds itself would never end.</summary>
    private const int MaxDepth = 64;

    /// <summary>The value as compact JSON.</summary>
    /// <exception cref="FormatException">Nested too deeply, or a text that is not Unicode.</exception>
    public static string Format(object value) => JsonText.Line(writer => Write(writer, value, 0));

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"the value is nested deeper than {MaxDepth}; return a flatter one");
        }

        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number when double.IsFinite(number):
            case BigInteger or sbyte or byte or short or ushort or int or uint or long or ulong:
                writer.WriteRawValue(CellText.Format(value));
                break;
            case IEnumerable<KeyValuePair<object?, object?>> dict:
                WriteObject(writer, dict, depth);
                break;
            case IEnumerable items and not string and not byte[]:
                WriteArray(writer, items, depth);
                break;
            default:
                writer.WriteStringValue(CellText.Format(value));
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IEnumerable<KeyValuePair<object?, object?>> dict, int depth)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in dict)
        {
            writer.WritePropertyName(key is null ? "None" : CellText.Format(key));
            Write(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable items, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item, depth + 1);
        }

        writer.WriteEndArray();
    }
}
