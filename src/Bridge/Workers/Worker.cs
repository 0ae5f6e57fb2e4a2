using System.Buffers;
using System.Text;
using System.Text.Json;
using Bridge.Hosting;
using Bridge.Proxies;

namespace Bridge.Workers;

/// <summary>One worker process and the queue it takes its batches from.</summary>
/// <remarks>
/// Each process has a queue of its own that dies with it: the server's thread that waits for a killed process would
/// still take one item, and that item must not matter. Its number is never used again.
/// </remarks>
internal sealed class Worker : IAsyncDisposable
{
    /// <summary>How a worker exits when it lost its connection to the manager; see <c>_worker.py</c>.</summary>
    public const int LostManagerExitCode = 4;

    private readonly QueueProxy<object?> _tasks;
    private readonly ChildProcess _process;

    private Worker(int number, QueueProxy<object?> tasks, ChildProcess process)
    {
        Number = number;
        _tasks = tasks;
        _process = process;
    }

    public int Number { get; }

    public int ProcessId => _process.Id;

    public Task<int> Exited => _process.Exited;

    public string StandardError => _process.StandardError;

    /// <summary>Starts a process that has imported the function and connected to the manager.</summary>
    public static async Task<Worker> StartAsync(int number, WorkerPlan plan, CancellationToken cancellationToken)
    {
        var tasks = await plan.Client.CreateQueueAsync<object?>(0, cancellationToken).ConfigureAwait(false);
        tasks.Reference.IsQuiet = true;
        try
        {
            var start = new ChildStart(
                plan.Command, $"worker {number}", Configure(number, plan, tasks), plan.Options.StartTimeout)
            {
                WorkingDirectory = plan.Options.WorkingDirectory,
                Output = plan.Options.Output,
            };
            var (process, _) = await ChildProcess.StartAsync(start, plan.Logger, cancellationToken).ConfigureAwait(false);
            return new Worker(number, tasks, process);
        }
        catch
        {
            await tasks.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Hands it a task, and where that belongs in a trace: null when nobody traces.</summary>
    public Task SendAsync(Batch[] task, string? traceparent, CancellationToken cancellationToken)
    {
        var batches = Array.ConvertAll(task, batch => (batch.Id, batch.Count, batch.Pickle));
        return _tasks.PutAsync(traceparent is null ? batches : (batches, traceparent), cancellationToken);
    }

    /// <summary>Lets it finish and end, for at most two seconds.</summary>
    public async Task StopAsync()
    {
        if (!Exited.IsCompleted && await TryPutStopAsync().ConfigureAwait(false))
        {
            await Task.WhenAny(Exited, Task.Delay(TimeSpan.FromSeconds(2))).ConfigureAwait(false);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Kills it with whatever it started.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);

        // A server thread may still wait on behalf of the process that is gone; this lets it go.
        await TryPutStopAsync().ConfigureAwait(false);
        await _tasks.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> TryPutStopAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await _tasks.PutAsync(null, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is BridgeException or OperationCanceledException or ObjectDisposedException)
        {
            return false; // the manager is gone, and the queue with it
        }
    }

    private static string Configure(int number, WorkerPlan plan, Proxy tasks)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("address");
            JsonAddress.Write(json, plan.Client.Address);
            json.WriteString("authkey", plan.Client.AuthKey.ToHex());
            json.WriteString("function", plan.Function);
            WriteQueue(json, "tasks", tasks);
            WriteQueue(json, "results", plan.Results);
            json.WriteNumber("worker", number);
            json.WriteBoolean("columns", plan.Options.CheckColumns);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteQueue(Utf8JsonWriter json, string name, Proxy queue)
    {
        json.WriteStartObject(name);
        json.WriteString("typeid", queue.Token.TypeId);
        json.WriteString("ident", queue.Token.Id);
        json.WriteStartArray("exposed");
        foreach (var method in queue.ExposedMethods)
        {
            json.WriteStringValue(method);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
