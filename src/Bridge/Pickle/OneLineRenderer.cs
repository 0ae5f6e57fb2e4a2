using System.Text;

namespace Bridge.Pickle;

/// <summary>
/// A value on one line, up to a length. Every level takes a character, so the length bounds the depth too.
/// </summary>
internal sealed class OneLineRenderer(int maxLength)
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _path = [];

    private bool IsFull => _text.Length > maxLength;

    /// <summary>The text, cut when it does not fit.</summary>
    internal string Render(object? value)
    {
        Append(value);
        return IsFull ? string.Concat(_text.ToString(0, maxLength), "...") : _text.ToString();
    }

    /// <summary>The whole text; null when it does not fit.</summary>
    internal string? TryRender(object? value, IEnumerable<object> path)
    {
        _path.AddRange(path);
        Append(value);
        return IsFull ? null : _text.ToString();
    }

    private void Append(object? value)
    {
        if (value is null || TextParts.Of(value) is not { } parts)
        {
            _text.Append(TextParts.Leaf(value));
            return;
        }

        if (_path.Exists(container => ReferenceEquals(container, value)))
        {
            _text.Append("<...>");
            return;
        }

        _path.Add(value);
        _text.Append(parts.Open);
        var isFirst = true;
        foreach (var entry in parts.Entries)
        {
            if (IsFull)
            {
                break;
            }

            _text.Append(isFirst ? "" : ", ").Append(entry.Label);
            isFirst = false;
            if (entry.Key is [var key])
            {
                Append(key);
                _text.Append(": ");
            }

            Append(entry.Value);
        }

        _text.Append(parts.Close);
        _path.RemoveAt(_path.Count - 1);
    }
}
