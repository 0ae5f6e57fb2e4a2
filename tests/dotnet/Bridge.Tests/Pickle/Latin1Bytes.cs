using System.Text;

namespace Bridge.Tests.Pickle;

internal static class Latin1Bytes
{
    /// <summary>One byte per character: readable pickles in string literals.</summary>
    public static byte[] ToLatin1Bytes(this string text) => Encoding.Latin1.GetBytes(text);
}
