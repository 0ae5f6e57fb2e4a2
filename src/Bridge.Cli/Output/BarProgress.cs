using System.Diagnostics;
using Spectre.Console;

namespace Bridge.Cli.Output;

/// <summary>Progress for a window: a bar with rate and time left, redrawn in place.</summary>
internal sealed class BarProgress : IJobProgress
{
    private readonly IAnsiConsole _console;
    private readonly ProgressTask _task;
    private readonly string _noun;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    private BarProgress(IAnsiConsole console, ProgressTask task, string noun)
    {
        _console = console;
        _task = task;
        _noun = noun;
    }

    /// <summary>Runs <paramref name="body"/> under a bar.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, string noun, Func<IJobProgress, Task<T>> body)
    {
        var console = terminal.OpenErrorConsole();
        return console.Progress()
            .Columns(
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new TaskDescriptionColumn())
            .HideCompleted(false)
            .StartAsync(context =>
            {
                var task = context.AddTask($"0 {noun}", maxValue: 1);
                task.IsIndeterminate = true;
                return body(new BarProgress(console, task, noun));
            });
    }

    /// <inheritdoc/>
    public void Report(long done, long failed, double? fraction)
    {
        var state = new JobState(_noun, done, failed, fraction, _watch.Elapsed);
        _task.Description = Markup.Escape(state.Figures);
        if (fraction is { } part)
        {
            _task.IsIndeterminate = false;
            _task.Value = part;
        }
    }

    /// <inheritdoc/>
    public void Note(string line) => _console.WriteLine(line);
}
