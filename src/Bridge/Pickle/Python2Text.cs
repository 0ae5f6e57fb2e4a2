using System.Text;
using System.Text.Unicode;

namespace Bridge.Pickle;

/// <summary>What the <c>str</c> of Python 2 becomes.</summary>
internal static class Python2Text
{
    /// <summary>A string or a byte array; null when the bytes are not in the encoding.</summary>
    internal static object? Decode(ReadOnlySpan<byte> bytes, Python2Strings encoding) => encoding switch
    {
        Python2Strings.Bytes => bytes.ToArray(),
        Python2Strings.Latin1 => Encoding.Latin1.GetString(bytes),
        Python2Strings.Utf8 => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null,
        _ => Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : null,
    };
}
