namespace Bridge.Pickle;

/// <summary>A pickle for human eyes: Python's <c>repr</c>, indented, with long values cut.</summary>
/// <remarks>For programs use <see cref="PickleJson"/>: this text may change. Thread-safe.</remarks>
public static class PickleText
{
    private const int OneLineLength = 300;

    /// <summary>Writes the value; the last line has no end of line.</summary>
    /// <param name="pickle">One pickle, without anything behind it.</param>
    /// <param name="output">Gets the text.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or a limit is exceeded.</exception>
    public static void Write(ReadOnlySpan<byte> pickle, TextWriter output, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= PickleOptions.Default;
        new TextRenderer(output, options.Limits, pickle.Length).Write(PickleReader.Read(pickle, options.AsRaw()));
    }

    /// <summary>A value on one line, cut where it gets long.</summary>
    internal static string ToString(object? value) => new OneLineRenderer(OneLineLength).Render(value);
}
