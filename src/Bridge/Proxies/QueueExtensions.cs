namespace Bridge.Proxies;

/// <summary>Queues of a manager as channels of .NET.</summary>
public static class QueueExtensions
{
    /// <summary>A reader that takes an item when somebody waits for one.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="queue">The queue; to be disposed after the reader.</param>
    public static QueueReader<T> ToChannelReader<T>(this QueueProxy<T> queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return new QueueReader<T>(queue);
    }

    /// <summary>A writer with a buffer that is sent in the background, in order.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="queue">The queue; to be disposed after the writer.</param>
    /// <param name="capacity">How many items the buffer holds before writers wait.</param>
    /// <param name="cancellationToken">Gives up what is not sent; <see cref="QueueWriter{T}.Unsent"/> has it then.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public static QueueWriter<T> ToChannelWriter<T>(
        this QueueProxy<T> queue, int capacity = 256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new QueueWriter<T>(queue, capacity, cancellationToken);
    }
}
