using System.Diagnostics;
using Bridge.Diagnostics;

namespace Bridge.Workers;

/// <summary>The activities of one map: itself, each task, and what the worker did with it. One caller at a time.</summary>
internal sealed class MapTrace : IDisposable
{
    private readonly Dictionary<(int Worker, long FirstBatch), (Activity Send, Activity Process)> _tasks = [];
    private readonly string _function;
    private readonly Activity _map;

    private MapTrace(string function, Activity map)
    {
        _function = function;
        _map = map;
        Describe(map, "map", null);
    }

    /// <summary>Starts the activity of a map; null when nobody traces it.</summary>
    public static MapTrace? TryStart(string function) =>
        Instruments.Start($"map {function}", ActivityKind.Internal) is { } map ? new MapTrace(function, map) : null;

    /// <summary>A worker is handed a task.</summary>
    /// <returns>The W3C traceparent for it: of the activity that stands for what the worker does.</returns>
    public string? Send(Worker worker, Batch[] task)
    {
        var send = Instruments.Start($"send {_function}", ActivityKind.Producer, _map.Context);
        if (send is null)
        {
            return null;
        }

        // Begun here, so that it has an id that the worker can hang its own activities on; its times come later.
        var process = Instruments.Start($"process {_function}", ActivityKind.Consumer, send.Context);
        if (process is null)
        {
            Instruments.Stop(send);
            return null;
        }

        var rows = task.Sum(batch => batch.Count);
        Describe(send, "send", rows);
        Describe(process, "process", rows);
        process.SetTag(TelemetryTags.Worker, worker.Number);
        process.SetTag(TelemetryTags.ProcessId, worker.ProcessId);
        _tasks[(worker.Number, task[0].Id)] = (send, process);
        return process.IdFormat == ActivityIdFormat.W3C ? process.Id : null;
    }

    /// <summary>A worker has answered: it was busy for so long until now.</summary>
    public void Answered(int worker, BatchAnswer[] answers, double seconds)
    {
        if (answers.Length > 0 && _tasks.Remove((worker, answers[0].Id), out var task))
        {
            var end = DateTime.UtcNow;
            var start = end - TimeSpan.FromSeconds(seconds);
            task.Process.SetStartTime(start > task.Send.StartTimeUtc ? start : task.Send.StartTimeUtc);
            task.Process.SetEndTime(end);
            Stop(task);
        }
    }

    /// <summary>A worker has ended, with whatever it had.</summary>
    public void Lost(int worker, string exit)
    {
        foreach (var key in _tasks.Keys.Where(key => key.Worker == worker).ToList())
        {
            _tasks.Remove(key, out var task);
            Instruments.Fail(task.Process, RowError.WorkerDied, $"The worker ended ({exit}).");
            Instruments.Fail(task.Send, RowError.WorkerDied, $"The worker ended ({exit}).");
            Stop(task);
        }
    }

    /// <summary>The map failed.</summary>
    public void Fail(Exception error) => Instruments.Fail(_map, Instruments.ErrorTypeOf(error), null);

    /// <summary>Ends the map, and the tasks that were given up with it.</summary>
    public void Dispose()
    {
        foreach (var task in _tasks.Values)
        {
            task.Process.SetTag(TelemetryTags.ErrorType, "canceled");
            task.Send.SetTag(TelemetryTags.ErrorType, "canceled");
            Stop(task);
        }

        _tasks.Clear();
        Instruments.Stop(_map);
    }

    private static void Stop((Activity Send, Activity Process) task)
    {
        Instruments.Stop(task.Process);
        Instruments.Stop(task.Send);
    }

    private void Describe(Activity activity, string operation, int? rows)
    {
        activity.SetTag(TelemetryTags.MessagingSystem, Instruments.System);
        activity.SetTag(TelemetryTags.Operation, operation);
        activity.SetTag(TelemetryTags.Function, _function);
        if (rows is not null)
        {
            activity.SetTag(TelemetryTags.OperationType, operation);
            activity.SetTag(TelemetryTags.Rows, rows);
        }
    }
}
