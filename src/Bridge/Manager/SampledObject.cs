namespace Bridge.Manager;

/// <summary>One object of a <see cref="ServerSample"/>.</summary>
/// <param name="Id">The ident under which the server knows it.</param>
/// <param name="TypeName">The typeid where it can be told, else the Python class.</param>
/// <param name="ReferenceCount">How many references all clients hold together.</param>
/// <param name="Length">
/// The items of a container or queue, the attributes of a namespace, the processes of a pool, what a semaphore has
/// left, how many wait at a barrier or condition; null for other types.
/// </param>
/// <param name="Capacity">The limit of a queue or bounded semaphore, the parties of a barrier; null for none.</param>
/// <param name="UnfinishedTasks">
/// For a queue, the items put and not yet reported by <c>task_done</c>; all ever put where nobody calls that.
/// </param>
/// <param name="State"><c>set</c> or <c>clear</c> for an event, <c>locked</c> or <c>free</c> for a lock; else null.</param>
public sealed record SampledObject(
    string Id,
    string TypeName,
    int ReferenceCount,
    long? Length = null,
    long? Capacity = null,
    long? UnfinishedTasks = null,
    string? State = null);
