namespace Bridge;

/// <summary>Some items of a batch went through a queue, and then something failed.</summary>
/// <remarks>
/// The inner exception says what failed; it is an <see cref="OperationCanceledException"/> when the caller canceled
/// after items were put. What is safe to do again is told in <c>docs/delivery.md</c>.
/// </remarks>
public sealed class QueueBatchException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was done, what failed, and what to do.</param>
    /// <param name="completed">How many of the first items are surely through.</param>
    /// <param name="unknown">How many more may be.</param>
    /// <param name="items">What was taken.</param>
    /// <param name="innerException">What failed.</param>
    public QueueBatchException(
        string message, int completed, int unknown, IReadOnlyList<object?>? items = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Completed = completed;
        Unknown = unknown;
        Items = items ?? [];
    }

    /// <summary>How many items are surely through: the first ones that were put, or all in <see cref="Items"/>.</summary>
    public int Completed { get; }

    /// <summary>
    /// How many of the items that follow may be in the queue as well, or how many may have been taken out of it and are
    /// lost: their replies did not come.
    /// </summary>
    public int Unknown { get; }

    /// <summary>The items that were taken before it failed; empty when items were put.</summary>
    public IReadOnlyList<object?> Items { get; }

    /// <summary>Whether what failed may succeed later.</summary>
    public override bool IsTransient => InnerException is BridgeException { IsTransient: true };
}
