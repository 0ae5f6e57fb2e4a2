using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>What a worker takes from its queue: batches, and the trace that they belong to, if there is one.</summary>
/// <param name="Batches">The number of each batch, how many rows it has, and their pickle.</param>
/// <param name="TraceParent">The W3C trace context of whoever sent it; null without tracing.</param>
internal sealed record WorkerTask(IReadOnlyList<(long Id, long Count, byte[] Pickle)> Batches, string? TraceParent)
{
    /// <summary>Reads a task; null is the word to stop.</summary>
    /// <exception cref="ManagerLostException">It is something else.</exception>
    public static WorkerTask? Read(object? item) => item switch
    {
        null => null,
        List<object?> batches => new WorkerTask(batches.ConvertAll(ReadBatch), null),
        PythonTuple { Count: 2 } pair when pair[0] is List<object?> batches && pair[1] is string or null =>
            new WorkerTask(batches.ConvertAll(ReadBatch), (string?)pair[1]),
        _ => throw NotOurs(),
    };

    private static (long Id, long Count, byte[] Pickle) ReadBatch(object? item) =>
        item is PythonTuple { Count: 3 } parts
        && parts[0] is long id && parts[1] is long count && parts[2] is byte[] pickle
            ? (id, count, pickle)
            : throw NotOurs();

    private static ManagerLostException NotOurs() =>
        new("its queue of tasks holds something that is none; does something else use that queue?");
}
