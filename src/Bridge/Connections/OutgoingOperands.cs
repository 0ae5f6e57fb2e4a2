namespace Bridge.Connections;

/// <summary>The long operands of a frame that is sent from where they are: copying costs more than sending.</summary>
/// <remarks>
/// They belong to the caller, who may change them as soon as his call has ended. So each send holds the lock, and never
/// waits in it; a call that ends before everything is sent takes copies first. Thread-safe.
/// </remarks>
internal sealed class OutgoingOperands
{
    private readonly Lock _gate = new();
    private readonly List<(int Position, ReadOnlyMemory<byte> Bytes)> _items = [];
    private int _sent;
    private bool _isDropped;

    /// <summary>Bytes of all of them.</summary>
    internal long Length { get; private set; }

    /// <summary>Adds one that stands behind so many bytes of the frame's own.</summary>
    internal void Add(int position, ReadOnlyMemory<byte> bytes)
    {
        _items.Add((position, bytes));
        Length += bytes.Length;
    }

    /// <summary>Sends the next piece.</summary>
    /// <param name="own">The frame's own bytes.</param>
    /// <param name="send">Takes as much as can be sent without a wait, and says how much.</param>
    /// <returns>How much was sent; -1 when nothing is left.</returns>
    /// <exception cref="ObjectDisposedException">The call has failed, and its values are the caller's again.</exception>
    internal int Send(ReadOnlyMemory<byte> own, Func<ReadOnlyMemory<byte>, int> send)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDropped, this);
            var piece = NextPiece(own);
            if (piece.IsEmpty)
            {
                return -1;
            }

            var count = send(piece);
            _sent += count;
            return count;
        }
    }

    /// <summary>Begins again: the frame is sent once more, on another connection.</summary>
    internal void Rewind()
    {
        lock (_gate)
        {
            _sent = 0;
        }
    }

    /// <summary>Makes the frame independent of the caller's memory: what is not sent yet is copied.</summary>
    internal void Detach()
    {
        lock (_gate)
        {
            var end = 0;
            for (var i = 0; i < _items.Count; i++)
            {
                var (position, bytes) = _items[i];
                end += (i == 0 ? position : position - _items[i - 1].Position) + bytes.Length;
                if (end > _sent)
                {
                    _items[i] = (position, bytes.ToArray());
                }
            }
        }
    }

    /// <summary>Ends the use of the caller's memory; nothing more will be sent.</summary>
    internal void Drop()
    {
        lock (_gate)
        {
            _isDropped = true;
        }
    }

    /// <summary>Puts everything in one piece.</summary>
    internal void CopyTo(ReadOnlySpan<byte> own, Span<byte> target)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDropped, this);
            var start = 0;
            foreach (var (position, bytes) in _items)
            {
                own[start..position].CopyTo(target);
                bytes.Span.CopyTo(target[(position - start)..]);
                target = target[(position - start + bytes.Length)..];
                start = position;
            }

            own[start..].CopyTo(target);
        }
    }

    private ReadOnlyMemory<byte> NextPiece(ReadOnlyMemory<byte> own)
    {
        var skip = _sent;
        var start = 0;
        foreach (var (position, bytes) in _items)
        {
            if (skip < position - start)
            {
                return own[(start + skip)..position];
            }

            skip -= position - start;
            if (skip < bytes.Length)
            {
                return bytes[skip..];
            }

            skip -= bytes.Length;
            start = position;
        }

        return own[(start + skip)..];
    }
}
