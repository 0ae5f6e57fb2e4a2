using static System.FormattableString;

namespace Bridge.Cli.Output;

/// <summary>How far a job is, and the words for it.</summary>
/// <param name="Noun">What is counted: rows, modules.</param>
/// <param name="Done">How many are finished, failed ones included.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Fraction">Finished part of the whole; null when the whole is not known.</param>
/// <param name="Elapsed">Time since the start.</param>
internal readonly record struct JobState(string Noun, long Done, long Failed, double? Fraction, TimeSpan Elapsed)
{
    /// <summary>Finished ones per second since the start.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>Time left at the speed so far; null when it cannot be told.</summary>
    public TimeSpan? TimeLeft =>
        Fraction is > 0 and <= 1 ? Elapsed * ((1 - Fraction.Value) / Fraction.Value) : null;

    /// <summary><c>1,200 rows, 300 rows/s, 2 failed</c></summary>
    public string Figures =>
        Invariant($"{Done:N0} {Noun}, {Rate:N0} {Noun}/s") + (Failed > 0 ? Invariant($", {Failed:N0} failed") : "");

    /// <summary><see cref="Figures"/> and, where it is known, the time left.</summary>
    public string Line =>
        TimeLeft is { } left ? $"{Figures}, about {Words(left)} left" : Figures;

    /// <summary><c>2 h 05 min</c>, <c>3 min 20 s</c>, <c>12 s</c>, <c>0.4 s</c>.</summary>
    public static string Words(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => Invariant($"{(int)time.TotalHours} h {time.Minutes:00} min"),
        { TotalMinutes: >= 1 } => Invariant($"{time.Minutes} min {time.Seconds:00} s"),
        { TotalSeconds: >= 10 } => Invariant($"{time.TotalSeconds:N0} s"),
        _ => Invariant($"{time.TotalSeconds:N1} s"),
    };
}
