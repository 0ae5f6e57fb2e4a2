namespace Bridge.Pickle;

/// <summary>A Python <c>bytearray</c>; a plain <see cref="byte"/> array is a <c>bytes</c>.</summary>
/// <remarks>Equality is by reference; <see cref="PythonEqualityComparer"/> compares the content.</remarks>
public sealed class PythonByteArray
{
    /// <summary>Wraps the bytes, without a copy.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    public PythonByteArray(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Bytes = bytes;
    }

    /// <summary>The bytes, not copied.</summary>
    public byte[] Bytes { get; }

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
