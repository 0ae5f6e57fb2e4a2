namespace Bridge.Pickle;

/// <summary>A buffer that travels beside a pickle of protocol 5 (PEP 574); in a pickle it is bytes or a bytearray.</summary>
/// <param name="Memory">The bytes, not copied.</param>
/// <param name="IsReadOnly">Whether Python may not change them.</param>
public sealed record PythonBuffer(ReadOnlyMemory<byte> Memory, bool IsReadOnly);
