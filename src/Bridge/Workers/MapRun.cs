using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bridge.Diagnostics;
using Bridge.Hosting;

namespace Bridge.Workers;

/// <summary>One map over a pool: a loop that reacts to input, results and deaths, one at a time.</summary>
internal sealed class MapRun<TIn, TOut>(WorkerPlan plan, WorkerCrew crew, ResultPump pump, BatchIds ids) : IDisposable
{
    // So many workers may end in a row with nothing to do before we give up.
    private const int MaxFruitlessDeaths = 5;

    private static readonly UnboundedChannelOptions OneReader = new() { SingleReader = true };

    private readonly Channel<PoolEvent> _events = Channel.CreateUnbounded<PoolEvent>(OneReader);
    private readonly Channel<BatchResult> _results = Channel.CreateUnbounded<BatchResult>(OneReader);
    private readonly BatchBoard _board = new(plan.Options.MaxDeaths);
    private readonly SortedDictionary<long, BatchResult> _early = [];
    private readonly Dictionary<int, (Worker Worker, int ExitCode)> _draining = [];

    private readonly BatchWindow _window = new(plan.Options.Workers * (plan.Options.Ordered ? 8 : 4));
    private readonly TaskSize _size = new(plan.Options.BatchSize);

    private long _nextRow;
    private int _unread;
    private int _fruitlessDeaths;
    private bool _inputEnded;
    private Exception? _inputError;
    private MapTrace? _trace;

    // Results that came early fill the window, the consumer has read all others, and only this row lets them out.
    private bool IsNextRowMissing =>
        _early.Count > 0 && _board.FirstWaitingRow == _nextRow && Volatile.Read(ref _unread) == 0;

    /// <summary>Runs until the input is done. Canceled or left early, it ends the workers that have work.</summary>
    public async IAsyncEnumerable<RowResult<TIn, TOut>> RunAsync(
        IAsyncEnumerable<TIn> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var trace = _trace = MapTrace.TryStart(plan.Name);
        var delivered = new RowCount(crew.Meter);
        Log.MapStarted(plan.Logger, plan.Name);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var wake = cancellationToken.UnsafeRegister(
            _ => _results.Writer.TryComplete(new OperationCanceledException(cancellationToken)), null);
        using var abandon = new CancellationTokenSource();
        var pumping = pump.RunAsync(Post, abandon.Token);

        // Not on the caller's thread, which the input may block for as long as it likes.
        var reading = Task.Run(() => ReadInputAsync(rows, stop.Token), CancellationToken.None);
        var looping = LoopAsync(stop.Token);
        try
        {
            await foreach (var result in _results.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                foreach (var row in result.Read<TIn, TOut>(plan.Client.Options.Pickle))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    delivered.Add(row.Error);
                    yield return row;
                }

                delivered.Flush();
                Interlocked.Decrement(ref _unread);
                if (_window.Leave(result.Bytes))
                {
                    Post(new PoolEvent.RoomAgain());
                }
            }
        }
        finally
        {
            delivered.Flush();
            await stop.CancelAsync().ConfigureAwait(false);
            await looping.ConfigureAwait(false);
            crew.Meter.SetBatches(0, 0);
            Log.MapEnded(plan.Logger, plan.Name, delivered.Total);
            foreach (var busy in crew.Present.Where(worker => _board.HasWork(worker.Number)))
            {
                busy.Kill();
                crew.Dismiss(busy);
            }

            if (!await pump.StopAsync(pumping).ConfigureAwait(false))
            {
                await abandon.CancelAsync().ConfigureAwait(false);
            }

            // An input that does not listen to its token is left alone; it may wait for a terminal.
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)).ConfigureAwait(false);
        }
    }

    public void Dispose() => _window.Dispose();

    private void Post(PoolEvent happened) => _events.Writer.TryWrite(happened);

    private async Task ReadInputAsync(IAsyncEnumerable<TIn> rows, CancellationToken cancellationToken)
    {
        try
        {
            var source = new BatchSource<TIn>(rows, plan.Options.BatchSize, _window, ids, plan.Client.Options.Pickle);
            await source.RunAsync(batch => Post(new PoolEvent.BatchReady(batch)), cancellationToken)
                .ConfigureAwait(false);
            Post(new PoolEvent.InputEnded(null));
        }
        catch (Exception error)
        {
            Post(new PoolEvent.InputEnded(error)); // what was read before is still worked on and delivered
        }
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            crew.Watch(Post, cancellationToken);
            while (!_inputEnded || _board.OpenCount > 0)
            {
                var happened = await _events.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                do
                {
                    await ReactAsync(happened, cancellationToken).ConfigureAwait(false);
                }
                while (_events.Reader.TryRead(out happened));

                await DispatchAsync(cancellationToken).ConfigureAwait(false);
                crew.Meter.SetBatches(_board.WaitingCount, _board.OpenCount - _board.WaitingCount);
            }

            _results.Writer.TryComplete(_inputError);
        }
        catch (Exception error)
        {
            _trace?.Fail(error);
            _results.Writer.TryComplete(crew.IsDisposed ? new ObjectDisposedException(nameof(WorkerPool)) : error);
        }
    }

    private async Task ReactAsync(PoolEvent happened, CancellationToken cancellationToken)
    {
        switch (happened)
        {
            case PoolEvent.BatchReady { Batch: var batch }:
                _board.Add(batch);
                break;
            case PoolEvent.InputEnded { Error: var error }:
                _inputEnded = true;
                _inputError = error;
                break;
            case PoolEvent.ResultArrived result:
                Complete(result);
                break;
            case PoolEvent.WorkerExited exit:
                await MournAsync(exit.Worker, exit.ExitCode, cancellationToken).ConfigureAwait(false);
                break;
            case PoolEvent.ResultsDrained { Worker: var number }:
                Bury(number, cancellationToken);
                break;
            case PoolEvent.Broke { Error: var error }:
                throw error;
        }
    }

    private void Complete(PoolEvent.ResultArrived result)
    {
        crew.AddWork(result.Seconds);
        _trace?.Answered(result.Worker, result.Answers, result.Seconds);
        crew.Meter.Processed(result.Seconds);
        var bytes = 0L;
        foreach (var done in _board.Complete(result.Worker, result.Answers))
        {
            _window.Add(done.Answer!.Pickle.Length);
            bytes += done.Bytes;
            _fruitlessDeaths = 0;
            Emit(done);
        }

        // Where one death is enough, a batch goes alone: the guilty one must be known at once.
        if (bytes > 0 && plan.Options.MaxDeaths > 1)
        {
            _size.Observe(result.Answers.Length, result.Seconds, bytes);

            // Two that the worker has, and one that is read or made.
            _window.Widen(3 * plan.Options.Workers * _size.Batches);
        }
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        for (var sent = true; sent;)
        {
            sent = false;
            foreach (var worker in crew.Present.Where(worker => !worker.Exited.IsCompleted))
            {
                // In this order: what the consumer reads after a no is told by an event.
                if ((_window.MayDispatch(_board.WaitingCount) || IsNextRowMissing)
                    && _board.TakeFor(worker.Number, _size.Batches, _inputEnded) is { Length: > 0 } task)
                {
                    await worker.SendAsync(task, _trace?.Send(worker, task), cancellationToken).ConfigureAwait(false);
                    sent = true;
                }
            }
        }
    }

    // Its last results may still be in the queue: a marker behind them says when all were seen.
    private async Task MournAsync(Worker worker, int exitCode, CancellationToken cancellationToken)
    {
        Log.WorkerDied(plan.Logger, worker.Number, worker.ProcessId, ChildProcess.DescribeExit(exitCode));
        if (exitCode == Worker.LostManagerExitCode)
        {
            await plan.Client.PingAsync(cancellationToken).ConfigureAwait(false); // throws when the manager is gone
        }

        _draining.Add(worker.Number, (worker, exitCode));
        await pump.MarkDrainedAsync(worker.Number, cancellationToken).ConfigureAwait(false);
    }

    private void Bury(int number, CancellationToken cancellationToken)
    {
        if (!_draining.Remove(number, out var dead))
        {
            return; // of an earlier run
        }

        _trace?.Lost(number, ChildProcess.DescribeExit(dead.ExitCode));
        var hadWork = _board.HasWork(number);
        if (_board.Lose(number) is { } poison)
        {
            Log.BatchGivenUp(plan.Logger, poison.Id, poison.Count, poison.Deaths);
            Emit(new BatchResult(poison, null, Obituary(poison, dead.Worker, dead.ExitCode)));
        }

        if (!hadWork && ++_fruitlessDeaths > MaxFruitlessDeaths)
        {
            throw plan.Command.Failure(
                $"Workers keep ending while they have nothing to do ({ChildProcess.DescribeExit(dead.ExitCode)}); "
                + "look at what they print.", dead.Worker.StandardError);
        }

        crew.Replace(dead.Worker, Post, cancellationToken);
    }

    private static RowError Obituary(Batch poison, Worker worker, int exitCode)
    {
        var others = poison.Count == 1 ? "" : $" or one of the {poison.Count - 1} others in its batch";
        var deaths = poison.Deaths == 1 ? "1 worker process ended" : $"{poison.Deaths} worker processes ended";
        return new RowError(
            RowError.WorkerDied,
            $"{deaths} while working on this row{others} (last: {ChildProcess.DescribeExit(exitCode)}).",
            worker.StandardError,
            []);
    }

    private void Emit(BatchResult result)
    {
        if (!plan.Options.Ordered)
        {
            Deliver(result);
            return;
        }

        // By row and not by id: the input of a canceled map may go on, and takes ids meanwhile.
        _early.Add(result.Batch.FirstRow, result);
        while (_early.Remove(_nextRow, out var next))
        {
            Deliver(next);
            _nextRow += next.Batch.Count;
        }
    }

    private void Deliver(BatchResult result)
    {
        Interlocked.Increment(ref _unread);
        _results.Writer.TryWrite(result);
    }
}
