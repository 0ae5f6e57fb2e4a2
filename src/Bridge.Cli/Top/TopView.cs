using System.Runtime.InteropServices;
using System.Threading.Channels;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Manager;
using Spectre.Console;

namespace Bridge.Cli.Top;

/// <summary>The live view: samples, keys and new window sizes come in, screens go out.</summary>
internal sealed class TopView(ManagerClient client, Terminal terminal, TopOptions options)
{
    /// <summary>A manager that takes longer is one that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>At most a twentieth of the manager's time goes into samples.</summary>
    private const int Share = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    private readonly TopState _state = new(client.Address.ToString(), options);
    private readonly Channel<Action> _events = Channel.CreateUnbounded<Action>();
    private bool _isOver;

    /// <summary>Shows the manager until a key or the token ends it.</summary>
    /// <exception cref="CliException">Standard output is no terminal.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var capabilities = terminal.OpenOutputConsole().Profile.Capabilities;
        if (Console.IsOutputRedirected || !capabilities.Ansi)
        {
            throw CliException.Usage(
                "top draws on a terminal, and standard output is none that can be redrawn; take one sample with --json.");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var screen = new AlternateScreen(terminal.Output);
        using var signals = new KeySignals();
        using var resized = OperatingSystem.IsWindows() ? null : OnSignal(PosixSignal.SIGWINCH, () => { });
        using var resumed = OperatingSystem.IsWindows() ? null : OnSignal(PosixSignal.SIGCONT, screen.Reenter);
        ReadKeys(signals, screen);
        var sampling = SampleAsync(stop.Token);
        _ = sampling.ContinueWith(_ => _events.Writer.TryComplete(), TaskScheduler.Default);
        try
        {
            while (!_isOver && await _events.Reader.WaitToReadAsync(cancellationToken))
            {
                while (_events.Reader.TryRead(out var change))
                {
                    change();
                }

                // A terminal that was not told its size says 0.
                var (width, height) = (Console.WindowWidth, Console.WindowHeight);
                screen.Show(TopScreen.Draw(
                    _state, width > 0 ? width : 80, height > 0 ? height : 24, (ColorSystemSupport)capabilities.ColorSystem));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_isOver)
        {
            await sampling;
        }

        return ExitCode.Done;
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            // The second sample comes soon, since only two give rates; the first one's time is that of a cold start.
            var pause = isFirst && options.Interval > FirstPause ? FirstPause : options.Interval;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Patience);
            try
            {
                var sample = await client.SampleAsync(deadline.Token);
                if (!isFirst && sample.Elapsed * Share > pause)
                {
                    pause = sample.Elapsed * Share;
                }

                Post(() =>
                {
                    _state.Interval = isFirst ? options.Interval : pause;
                    _state.Take(sample, DateTime.Now);
                });
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Post(() => _state.Lose("the manager does not answer", DateTime.Now));
            }
            catch (BridgeConnectionException)
            {
                Post(() => _state.Lose("the manager is gone", DateTime.Now));
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    // A thread of its own: a key that is waited for keeps the terminal from echoing it.
    private void ReadKeys(KeySignals signals, AlternateScreen screen)
    {
        if (Console.IsInputRedirected)
        {
            return;
        }

        new Thread(() =>
        {
            try
            {
                // No further read after the last key: it would change the modes of a terminal that was given back.
                for (var goesOn = true; goesOn;)
                {
                    var key = Console.ReadKey(intercept: true);
                    if (signals.TrySuspend(key, screen.Leave))
                    {
                        Post(screen.Reenter);
                    }
                    else
                    {
                        goesOn = !signals.TryEnd(key) && Press(key);
                    }
                }
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                // The terminal is gone; SIGHUP says so as well.
            }
        })
        { IsBackground = true, Name = "keys" }.Start();
    }

    private bool Press(ConsoleKeyInfo key)
    {
        var pressed = new TaskCompletionSource<bool>();
        Post(() =>
        {
            _isOver = !_state.Press(key);
            pressed.SetResult(!_isOver);
        });
        return pressed.Task.GetAwaiter().GetResult();
    }

    private PosixSignalRegistration OnSignal(PosixSignal signal, Action change) =>
        PosixSignalRegistration.Create(signal, _ => Post(change));

    private void Post(Action change) => _events.Writer.TryWrite(change);
}
