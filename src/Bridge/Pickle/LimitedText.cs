namespace Bridge.Pickle;

/// <summary>Text output that stops at a length: what is shared in a pickle is written out each time.</summary>
internal sealed class LimitedText(TextWriter output, int limit)
{
    private long _length;

    internal void Write(char character)
    {
        Count(1);
        output.Write(character);
    }

    internal void Write(ReadOnlySpan<char> text)
    {
        Count(text.Length);
        output.Write(text);
    }

    private void Count(int length)
    {
        _length += length;
        if (_length > limit)
        {
            throw new UnpicklingException(
                $"The text of the pickle is longer than {limit} characters; see PickleLimits.MaxTextLength.");
        }
    }
}
