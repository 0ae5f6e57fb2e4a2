using System.Runtime.InteropServices;

namespace Bridge.WorkerHost.InProcess;

/// <summary>What Python has for an answer: room for a small one behind this; <c>_Reply</c> in <c>_clr.py</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Reply
{
    /// <summary>How many bytes there is room for; from Python.</summary>
    public long Capacity;

    /// <summary>The first byte of an answer that .NET keeps.</summary>
    public nint Data;

    /// <summary>How many bytes that has.</summary>
    public long Length;

    /// <summary>What Python gives back when it has read them; of a call that still runs, what names it.</summary>
    public nint Handle;

    /// <summary>Not 0 for a plain one.</summary>
    public long IsPlain;
}
