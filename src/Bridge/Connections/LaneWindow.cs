using System.Diagnostics.CodeAnalysis;

namespace Bridge.Connections;

/// <summary>The calls of a <see cref="PipelinedLane"/>: those to be written, and those whose reply is awaited.</summary>
/// <remarks>Not thread-safe: the lane guards it with its lock.</remarks>
/// <param name="maxRequests">How many requests may await their reply.</param>
/// <param name="maxBytes">How many bytes of them; a single larger request goes alone.</param>
internal sealed class LaneWindow(int maxRequests, int maxBytes)
{
    // So many share a write while the server has plenty to do.
    private const int WorthwhileRequests = 8;

    private readonly LinkedList<LaneCall> _waiting = [];
    private readonly Queue<LaneCall> _sent = new();
    private int _sentBytes;
    private long _progressAt;

    /// <summary>Whether there is no call at all.</summary>
    internal bool IsEmpty => _sent.Count == 0 && _waiting.Count == 0;

    /// <summary>Whether a reply is awaited.</summary>
    internal bool AwaitsReply => _sent.Count > 0;

    /// <summary>The call that the next reply is for; null for none.</summary>
    internal LaneCall? Oldest => _sent.TryPeek(out var call) ? call : null;

    /// <summary>For how long the oldest call has been the oldest, in milliseconds.</summary>
    internal long MillisecondsWithoutProgress => AwaitsReply ? Environment.TickCount64 - _progressAt : 0;

    /// <summary>Whether more can be written. Not for every free place: half a window at a time goes out in one write.</summary>
    internal bool HasWorthwhileBatch =>
        _sent.Count <= maxRequests / 2 && _waiting.First?.Value is { } next && CanSend(next);

    /// <summary>Adds a call to those to be written; whether that is to be done now.</summary>
    internal bool Add(LaneCall call)
    {
        _waiting.AddLast(call.Node);
        return (_sent.Count <= maxRequests / 2 || _waiting.Count >= WorthwhileRequests) && CanSend(call);
    }

    /// <summary>Takes a call out that was not written yet.</summary>
    internal void Remove(LaneCall call) => _waiting.Remove(call.Node);

    /// <summary>Moves the calls that may be written now to those whose reply is awaited. How many requests it took.</summary>
    internal int TakeBatch(Span<FrameBuffer> batch)
    {
        if (!AwaitsReply)
        {
            _progressAt = Environment.TickCount64;
        }

        var count = 0;
        while (_waiting.First?.Value is { } call && count < batch.Length && CanSend(call))
        {
            _waiting.RemoveFirst();
            _sent.Enqueue(call);
            _sentBytes += call.RequestBytes;
            call.State = LaneCallState.Sent;
            batch[count++] = call.TakeRequest()!;
        }

        return count;
    }

    /// <summary>Takes the call that the next reply is for.</summary>
    internal bool TryTakeOldest([NotNullWhen(true)] out LaneCall? call)
    {
        if (!_sent.TryDequeue(out call))
        {
            return false;
        }

        _sentBytes -= call.RequestBytes;
        _progressAt = Environment.TickCount64;
        return true;
    }

    /// <summary>Takes every call, and marks those that are not completed yet.</summary>
    /// <param name="all">All of them.</param>
    /// <returns>Those that are now to be completed, the oldest first.</returns>
    internal List<LaneCall> TakeAll(out List<LaneCall> all)
    {
        all = [.. _sent, .. _waiting];
        var open = all.FindAll(call => call.State != LaneCallState.Done);
        foreach (var call in open)
        {
            call.State = LaneCallState.Done;
        }

        _sent.Clear();
        _waiting.Clear();
        return open;
    }

    private bool CanSend(LaneCall call) =>
        _sent.Count == 0 || (_sent.Count < maxRequests && _sentBytes + call.RequestBytes <= maxBytes);
}
