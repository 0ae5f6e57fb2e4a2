using System.Globalization;

namespace Bridge.Pickle;

/// <summary>Writes natural values in many lines, short containers on one.</summary>
internal sealed class TextRenderer(TextWriter output, PickleLimits limits, int pickleLength)
{
    private const int LineLength = 100;
    private const int MostEntries = 1000;

    private readonly LimitedText _output = new(output, limits.MaxTextLength, pickleLength);
    private readonly List<object> _path = [];

    internal void Write(object? value)
    {
        if (value is null || TextParts.Of(value) is not { } parts)
        {
            _output.Write(TextParts.Leaf(value));
            return;
        }

        if (_path.Exists(container => ReferenceEquals(container, value)))
        {
            _output.Write("<...>");
            return;
        }

        var room = Math.Max(20, LineLength - (2 * _path.Count));
        if (new OneLineRenderer(room).TryRender(value, _path) is { } line)
        {
            _output.Write(line);
            return;
        }

        if (_path.Count >= limits.MaxDepth)
        {
            throw PickleErrors.TooDeep(limits.MaxDepth, -1);
        }

        _path.Add(value);
        _output.Write(parts.Open);
        WriteEntries(parts.Entries);
        _path.RemoveAt(_path.Count - 1);
        StartLine();
        _output.Write(parts.Close.TrimStart(','));
    }

    private void WriteEntries(IEnumerable<TextEntry> entries)
    {
        var count = 0;
        foreach (var entry in entries)
        {
            if (count++ >= MostEntries)
            {
                continue;
            }

            StartLine();
            _output.Write(entry.Label);
            if (entry.Key is [var key])
            {
                Write(key);
                _output.Write(": ");
            }

            Write(entry.Value);
            _output.Write(',');
        }

        if (count > MostEntries)
        {
            StartLine();
            _output.Write(string.Create(CultureInfo.InvariantCulture, $"... ({count - MostEntries} more)"));
        }
    }

    private void StartLine()
    {
        _output.Write('\n');
        for (var i = 0; i < _path.Count; i++)
        {
            _output.Write("  ");
        }
    }
}
