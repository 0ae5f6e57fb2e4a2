using System.Runtime.InteropServices;

namespace Bridge.WorkerHost.InProcess;

/// <summary>Bytes that stay where they are until Python has read them, and the proxies that they tell of.</summary>
internal sealed class KeptAnswer
{
    private readonly object? _written;
    private GCHandle _bytes;
    private GCHandle _self;

    private KeptAnswer(byte[] bytes, object? written)
    {
        _written = written;
        _bytes = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        _self = GCHandle.Alloc(this);
    }

    /// <summary>Keeps an answer, and says where it is.</summary>
    public static unsafe void Keep(byte[] bytes, bool isPlain, object? written, Reply* reply)
    {
        var kept = new KeptAnswer(bytes, written);
        reply->Data = kept._bytes.AddrOfPinnedObject();
        reply->Length = bytes.Length;
        reply->Handle = GCHandle.ToIntPtr(kept._self);
        reply->IsPlain = isPlain ? 1 : 0;
    }

    /// <summary>Lets go of what Python has read.</summary>
    public static void Release(nint handle)
    {
        var kept = (KeptAnswer)GCHandle.FromIntPtr(handle).Target!;
        GC.KeepAlive(kept._written);
        kept._bytes.Free();
        kept._self.Free();
    }
}
