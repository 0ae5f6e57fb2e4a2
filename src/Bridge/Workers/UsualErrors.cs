namespace Bridge.Workers;

/// <summary>Exceptions of Python, and those that .NET throws for the same reason.</summary>
internal static class UsualErrors
{
    private const string KeyNotFound = "System.Collections.Generic.KeyNotFoundException";

    private static readonly (string Python, string[] DotNet)[] Table =
    [
        ("ValueError", [
            "System.ArgumentException", "System.ArgumentOutOfRangeException", "System.FormatException",
            "System.OverflowException"]),
        ("TypeError", [
            "System.ArgumentException", "System.ArgumentNullException", "System.InvalidCastException",
            "System.NullReferenceException"]),
        ("AttributeError", ["System.NullReferenceException"]),
        ("KeyError", [KeyNotFound, RowError.MissingColumn]),
        (RowError.MissingColumn, [KeyNotFound]),
        ("IndexError", ["System.IndexOutOfRangeException", "System.ArgumentOutOfRangeException"]),
        ("ZeroDivisionError", ["System.DivideByZeroException"]),
        ("OverflowError", ["System.OverflowException"]),
        ("ArithmeticError", ["System.ArithmeticException"]),
        ("decimal.DivisionByZero", ["System.DivideByZeroException"]),
        ("decimal.InvalidOperation", ["System.FormatException", "System.OverflowException"]),
        ("RuntimeError", ["System.InvalidOperationException"]),
        ("NotImplementedError", ["System.NotImplementedException", "System.NotSupportedException"]),
        ("RecursionError", ["System.InsufficientExecutionStackException"]),
        ("MemoryError", ["System.OutOfMemoryException", "System.InsufficientMemoryException"]),
        ("TimeoutError", ["System.TimeoutException"]),
        ("OSError", ["System.IO.IOException"]),
        ("FileExistsError", ["System.IO.IOException"]),
        ("FileNotFoundError", ["System.IO.FileNotFoundException", "System.IO.DirectoryNotFoundException"]),
        ("PermissionError", ["System.UnauthorizedAccessException"]),
        ("EOFError", ["System.IO.EndOfStreamException"]),
        ("UnicodeDecodeError", ["System.Text.DecoderFallbackException"]),
        ("UnicodeEncodeError", ["System.Text.EncoderFallbackException"]),
        ("json.decoder.JSONDecodeError", ["System.Text.Json.JsonException", "System.Text.Json.JsonReaderException"]),
        ("re.error", ["System.Text.RegularExpressions.RegexParseException"]),
        ("re.PatternError", ["System.Text.RegularExpressions.RegexParseException"]),
    ];

    /// <summary>Each pair once.</summary>
    public static IEnumerable<(string Python, string DotNet)> Pairs =>
        Table.SelectMany(line => line.DotNet.Select(name => (line.Python, name)));
}
