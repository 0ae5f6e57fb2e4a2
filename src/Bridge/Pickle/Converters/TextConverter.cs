namespace Bridge.Pickle.Converters;

/// <summary>A type that is a <c>str</c> in Python.</summary>
/// <param name="parse">Throws as the parsers of .NET do.</param>
/// <param name="format">The text that <paramref name="parse"/> takes.</param>
internal sealed class TextConverter<T>(Func<string, T> parse, Func<T, string> format) : PickleConverter<T>
{
    internal override bool IsLeaf => true;

    internal override T Read(object? value, ReadContext context) => value switch
    {
        string text => Parse(text),
        null when default(T) is null => default!,
        _ => throw ReadContext.Mismatch<T>(value),
    };

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        value = default!;
        if (value is null && reader.TrySkip(Opcode.None))
        {
            return true;
        }

        var isRead = reader.TryReadString(out var text);
        value = isRead ? Parse(text!) : value;
        return isRead;
    }

    internal override void Write(PickleWriter writer, T value)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else
        {
            writer.WriteString(format(value));
        }
    }

    private T Parse(string text)
    {
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw new InvalidCastException($"The text is no {TypeName.Of(typeof(T))}: {e.Message}", e);
        }
    }
}
