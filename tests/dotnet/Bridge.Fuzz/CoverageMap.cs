using System.Runtime.InteropServices;

namespace Bridge.Fuzz;

/// <summary>Which branches the instrumented codec took, counted in powers of two as AFL does.</summary>
internal sealed unsafe class CoverageMap : IDisposable
{
    private const int Size = 1 << 16;

    private readonly byte* _hits = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _known = new byte[Size];

    public CoverageMap() => SharpFuzz.Common.Trace.SharedMem = _hits;

    /// <summary>Branches taken so far, by any input.</summary>
    public int Count => _known.Count(bits => bits != 0);

    public void Clear()
    {
        new Span<byte>(_hits, Size).Clear();
        SharpFuzz.Common.Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input since <see cref="Clear"/> took a branch, or took it more often, than any before.</summary>
    public bool IsNew()
    {
        var hits = new Span<byte>(_hits, Size);
        var isNew = false;
        for (var i = hits.IndexOfAnyExcept((byte)0); i >= 0;)
        {
            var bit = (byte)(1 << (int)Math.Min(7u, uint.Log2(hits[i])));
            isNew |= (_known[i] & bit) == 0;
            _known[i] |= bit;
            var next = hits[(i + 1)..].IndexOfAnyExcept((byte)0);
            i = next < 0 ? -1 : i + 1 + next;
        }

        return isNew;
    }

    public void Dispose()
    {
        SharpFuzz.Common.Trace.SharedMem = null;
        NativeMemory.Free(_hits);
    }
}
