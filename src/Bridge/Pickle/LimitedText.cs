namespace Bridge.Pickle;

/// <summary>Text output that stops at a length: what is shared in a pickle is written out each time.</summary>
internal sealed class LimitedText
{
    private const long AlwaysAllowed = 1024 * 1024;
    private const long MostPerByte = 100;

    private readonly TextWriter _output;
    private readonly int _limit;
    private readonly long _allowed;
    private long _length;

    internal LimitedText(TextWriter output, int limit, int pickleLength)
    {
        _output = output;
        _limit = limit;
        _allowed = Math.Min(limit, Math.Max(AlwaysAllowed, MostPerByte * pickleLength));
    }

    internal void Write(char character)
    {
        Count(1);
        _output.Write(character);
    }

    internal void Write(ReadOnlySpan<char> text)
    {
        Count(text.Length);
        _output.Write(text);
    }

    private void Count(int length)
    {
        _length += length;
        if (_length > _allowed)
        {
            throw new UnpicklingException(_allowed == _limit
                ? $"The text of the pickle is longer than {_limit} characters; see PickleLimits.MaxTextLength."
                : $"The text of the pickle is longer than {_allowed} characters, {MostPerByte} for each byte: it repeats "
                    + "shared values over and over.");
        }
    }
}
