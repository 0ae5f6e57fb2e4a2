using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>Values that differ, as people read them.</summary>
internal static class DifferenceText
{
    /// <summary>What is not there.</summary>
    public const string Absent = "(missing)";

    private const int LongestMessage = 300;

    // The text of a value shows so many characters of a str; what is behind them needs another way.
    private const int LongestText = 150;
    private const int Before = 20;

    /// <summary>The text of one side, cut so that it shows where the other one is different.</summary>
    public static string Of(object? value, object? other) => value switch
    {
        RowError error => Describe(error),
        string text when other is string another && FirstDifference(text, another) is > LongestText and var place =>
            $"...{PickleText.ToString(text[(place - Before)..])}",
        _ => PickleText.ToString(value),
    };

    private static string Describe(RowError error)
    {
        var type = ErrorMapping.Shorten(error.PythonType);
        var message = error.Message.ReplaceLineEndings(" ");
        return message.Length == 0 ? type
            : $"{type}: {(message.Length > LongestMessage ? message[..LongestMessage] + "..." : message)}";
    }

    private static int FirstDifference(string text, string other) => text.AsSpan().CommonPrefixLength(other);
}
