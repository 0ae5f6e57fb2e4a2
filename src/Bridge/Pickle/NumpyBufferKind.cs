namespace Bridge.Pickle;

/// <summary>What pickle protocol 5 carried the bytes of an array in.</summary>
internal enum NumpyBufferKind
{
    /// <summary>The state of the array, as in all protocols.</summary>
    None,

    /// <summary>A bytearray: Python's array is writable.</summary>
    ByteArray,

    /// <summary>Bytes: Python's array is read-only.</summary>
    Bytes,
}
