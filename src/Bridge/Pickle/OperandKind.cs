namespace Bridge.Pickle;

/// <summary>What follows an opcode (Lib/pickletools.py, ArgumentDescriptor). Numbers are little-endian.</summary>
internal enum OperandKind : byte
{
    None,
    UInt1,
    UInt2,
    Int4,
    UInt4,
    UInt8,
    Float8,
    Line,
    LinePair,
    Bytes1,
    Bytes4,
    Bytes8,
    Long1,
    Long4,
}
