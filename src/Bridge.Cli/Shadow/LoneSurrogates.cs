using System.Text;

namespace Bridge.Cli.Shadow;

/// <summary>Text of Python that UTF-8 cannot hold.</summary>
internal static class LoneSurrogates
{
    /// <summary>The text with U+FFFD in place of each half of a surrogate pair.</summary>
    public static string Replace(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune);
        }

        return result.ToString();
    }
}
