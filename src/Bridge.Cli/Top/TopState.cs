using System.Diagnostics;
using Bridge.Manager;

namespace Bridge.Cli.Top;

/// <summary>What <c>top</c> shows, and what the keys have changed.</summary>
internal sealed class TopState(string address, TopOptions options)
{
    private ServerSample? _last;
    private long _lastTimestamp;

    /// <summary>The manager, as it was given.</summary>
    public string Address { get; } = address;

    /// <summary>The pause between two samples.</summary>
    public TimeSpan Interval { get; set; } = options.Interval;

    /// <summary>The order of the objects.</summary>
    public TopSort Sort { get; set; } = options.Sort;

    /// <summary>How many objects are scrolled away at the top.</summary>
    public int Scroll { get; set; }

    /// <summary>How many objects the screen had room for.</summary>
    public int Page { get; set; } = 1;

    /// <summary>The newest figures; null before the first sample.</summary>
    public TopFigures? Figures { get; private set; }

    /// <summary>What there is to say: the manager is gone, or another one has come.</summary>
    public string? Notice { get; private set; }

    /// <summary>Whether the figures are of a manager that does not answer now.</summary>
    public bool IsLost { get; private set; }

    /// <summary>When the newest figures came.</summary>
    public DateTime At { get; private set; }

    /// <summary>Takes a new sample in.</summary>
    public void Take(ServerSample sample, DateTime now)
    {
        var timestamp = Stopwatch.GetTimestamp();
        var isSame = ReferenceEquals(_last?.Server, sample.Server);
        if (_last is not null && !isSame)
        {
            Notice = $"another manager process answers since {now:HH:mm:ss}; the one before, process {_last.Server.ProcessId}, is gone with all its objects.";
        }
        else if (IsLost)
        {
            Notice = $"the manager answers again since {now:HH:mm:ss}.";
        }

        Figures = TopFigures.Compare(
            sample, isSame ? _last : null, Stopwatch.GetElapsedTime(_lastTimestamp, timestamp));
        (_last, _lastTimestamp, At, IsLost) = (sample, timestamp, now, false);
    }

    /// <summary>Notes that the manager does not answer.</summary>
    public void Lose(string what, DateTime now)
    {
        if (!IsLost)
        {
            Notice = $"{what} since {now:HH:mm:ss}; waiting for it to come back.";
            IsLost = true;
        }
    }

    /// <summary>The objects in the order that is asked for.</summary>
    public IReadOnlyList<ObjectLine> Sorted()
    {
        var lines = (Figures?.Objects ?? [])
            .OrderBy(line => line.Object.TypeName, StringComparer.Ordinal)
            .ThenBy(line => line.Object.Id, StringComparer.Ordinal);
        return Sort switch
        {
            TopSort.Refs => [.. lines.OrderByDescending(line => line.Object.ReferenceCount)],
            TopSort.Length => [.. lines.OrderByDescending(line => line.Object.Length ?? -1)],
            TopSort.Change => [.. lines.OrderByDescending(line => line.Activity)],
            _ => [.. lines],
        };
    }

    /// <summary>Does what a key means.</summary>
    /// <returns>False for the end.</returns>
    public bool Press(ConsoleKeyInfo key)
    {
        Scroll = key.Key switch
        {
            ConsoleKey.UpArrow => Scroll - 1,
            ConsoleKey.DownArrow => Scroll + 1,
            ConsoleKey.PageUp => Scroll - Page,
            ConsoleKey.PageDown => Scroll + Page,
            ConsoleKey.Home => 0,
            ConsoleKey.End => int.MaxValue,
            _ => Scroll,
        };
        Sort = key.KeyChar switch
        {
            't' => TopSort.Type,
            'r' => TopSort.Refs,
            'l' => TopSort.Length,
            'c' => TopSort.Change,
            _ => Sort,
        };
        return key.KeyChar is not ('q' or 'Q');
    }
}
