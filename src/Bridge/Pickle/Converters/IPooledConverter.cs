namespace Bridge.Pickle.Converters;

/// <summary>A converter whose values can be made before their bytes have come.</summary>
internal interface IPooledConverter
{
    /// <summary>The value of a long operand of BINBYTES; null when the pickle does not begin like one.</summary>
    /// <param name="before">What the pickle has before the opcode.</param>
    /// <param name="bytes">The length of the operand.</param>
    /// <param name="memory">Gets its bytes.</param>
    IPooledMemory? TryRent(ReadOnlySpan<byte> before, int bytes, out Memory<byte> memory);
}
