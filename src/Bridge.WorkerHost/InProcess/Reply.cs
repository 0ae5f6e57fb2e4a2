using System.Runtime.InteropServices;

namespace Bridge.WorkerHost.InProcess;

/// <summary>Where Python finds what did not fit into its buffer; <c>_Reply</c> in <c>_clr.py</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Reply
{
    /// <summary>The first byte.</summary>
    public nint Data;

    /// <summary>How many bytes.</summary>
    public long Length;

    /// <summary>What Python gives back when it has read them; of a call that still runs, what names it.</summary>
    public nint Handle;

    /// <summary>Not 0 for a plain answer.</summary>
    public long IsPlain;
}
