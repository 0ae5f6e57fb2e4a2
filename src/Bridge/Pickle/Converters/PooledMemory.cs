using System.Buffers;

namespace Bridge.Pickle.Converters;

/// <summary>Items in an array of <see cref="ArrayPool{T}.Shared"/>, which <see cref="Dispose"/> gives back, once.</summary>
/// <remarks>
/// One that nobody disposes costs its array, no more: the collector takes it, and the pool makes another. So whoever
/// may still be writing to it just lets go of it.
/// </remarks>
internal sealed class PooledMemory<T>(int count) : IMemoryOwner<T>, IPooledMemory
{
    private T[]? _array = ArrayPool<T>.Shared.Rent(count);

    public int Count => count;

    public Memory<T> Memory => Volatile.Read(ref _array) is { } array
        ? array.AsMemory(0, count)
        : throw new ObjectDisposedException(
            nameof(IMemoryOwner<>), "The owner was disposed, and its memory is somebody else's by now.");

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
