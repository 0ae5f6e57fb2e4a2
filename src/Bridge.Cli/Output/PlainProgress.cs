namespace Bridge.Cli.Output;

/// <summary>Progress for logs and pipes: a plain line every few seconds.</summary>
internal sealed class PlainProgress : IJobProgress, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Terminal _terminal;
    private readonly string _noun;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private (long Done, long Failed, double? Fraction) _last;

    /// <summary>Starts telling.</summary>
    public PlainProgress(Terminal terminal, string noun, TimeProvider clock)
    {
        _terminal = terminal;
        _noun = noun;
        _clock = clock;
        _start = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Tell(), null, Interval, Interval);
    }

    /// <inheritdoc/>
    public void Report(long done, long failed, double? fraction)
    {
        lock (_lock)
        {
            _last = (done, failed, fraction);
        }
    }

    /// <inheritdoc/>
    public void Note(string line) => _terminal.Note(line);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tell()
    {
        JobState state;
        lock (_lock)
        {
            state = new JobState(_noun, _last.Done, _last.Failed, _last.Fraction, _clock.GetElapsedTime(_start));
        }

        _terminal.Say(state.Line);
    }
}
