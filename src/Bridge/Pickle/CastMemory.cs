using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bridge.Pickle;

/// <summary>Memory of one type seen as another, without a copy.</summary>
internal sealed class CastMemory<TFrom, TTo>(ReadOnlyMemory<TFrom> source) : MemoryManager<TTo>
    where TFrom : struct
    where TTo : struct
{
    private readonly Memory<TFrom> _source = MemoryMarshal.AsMemory(source);

    public override Span<TTo> GetSpan() => MemoryMarshal.Cast<TFrom, TTo>(_source.Span);

    /// <summary>Memory that has the length of the cast span.</summary>
    internal static ReadOnlyMemory<TTo> Of(ReadOnlyMemory<TFrom> source) =>
        source is ReadOnlyMemory<TTo> same ? same
        : source.IsEmpty ? default
        : new CastMemory<TFrom, TTo>(source).Memory;

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, GetSpan().Length);
        var handle = _source.Pin();
        return new MemoryHandle(
            (byte*)handle.Pointer + ((long)elementIndex * Unsafe.SizeOf<TTo>()), pinnable: new Pinned(handle));
    }

    public override void Unpin()
    {
        // The handle of the source is released by the one that Pin returned.
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Pinned(MemoryHandle handle) : IPinnable
    {
        private MemoryHandle _handle = handle;

        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException();

        public void Unpin() => _handle.Dispose();
    }
}
