namespace Bridge.Connections;

/// <summary>The long operand of a frame that is received to where the caller wants it.</summary>
/// <param name="offset">How many bytes of the body stand before it.</param>
/// <param name="target">What it becomes.</param>
/// <param name="memory">The bytes of <paramref name="target"/>, all of them.</param>
internal sealed class IncomingOperand(int offset, object target, Memory<byte> memory)
{
    /// <summary>How many bytes were received.</summary>
    internal int Filled { get; private set; }

    internal int Offset => offset;

    internal object Target => target;

    internal Memory<byte> Memory => memory;

    /// <summary>What is still to be received.</summary>
    internal Memory<byte> Free => memory[Filled..];

    internal void Advance(int count) => Filled += count;

    /// <summary>Puts the frame in one piece.</summary>
    /// <param name="own">The frame's own bytes.</param>
    /// <param name="headerBytes">How many of them stand before the body.</param>
    /// <param name="target">Gets all of it.</param>
    internal void CopyTo(ReadOnlySpan<byte> own, int headerBytes, Span<byte> target)
    {
        var before = headerBytes + offset;
        own[..before].CopyTo(target);
        memory.Span[..Filled].CopyTo(target[before..]);
        own[before..].CopyTo(target[(before + Filled)..]);
    }
}
