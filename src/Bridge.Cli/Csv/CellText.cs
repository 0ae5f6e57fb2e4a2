using System.Collections;
using System.Globalization;
using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Cli.Csv;

/// <summary>What a Python value looks like in a cell of a CSV file.</summary>
/// <remarks>
/// <c>None</c> is an empty cell; numbers and <c>True</c>/<c>False</c> are as Python prints them; bytes are base64;
/// a list, tuple, set or dict is JSON.
/// </remarks>
internal static class CellText
{
    /// <summary>The text of one value.</summary>
    /// <exception cref="FormatException">There is no text: half a surrogate pair, or nested too deeply.</exception>
    public static string Format(object? value) => value switch
    {
        null => "",
        string text => CheckText(text),
        bool flag => flag ? "True" : "False",
        double number => PythonFloat.Repr(number),
        byte[] bytes => Convert.ToBase64String(bytes),
        PythonByteArray bytes => Convert.ToBase64String(bytes.Bytes),
        BigInteger or sbyte or byte or short or ushort or int or uint or long or ulong or decimal or Guid =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        DateTime time => CellTime.Format(time),
        DateTimeOffset time => CellTime.Format(time),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => CellTime.Format(time),
        TimeSpan span => CellTime.Format(span),
        PythonDateTime time => CellTime.Format(time),
        PythonTime time => CellTime.Format(time),
        Complex number => PythonFloat.Repr(number),
        PythonException error => CheckText(error.Message),
        IEnumerable => CellJson.Format(value),
        _ => CheckText(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static string CheckText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                throw new FormatException(
                    $"the text holds half a surrogate pair (\\u{(int)text[i]:x4}), which UTF-8 cannot hold; "
                    + "encode it first");
            }
        }

        return text;
    }
}
