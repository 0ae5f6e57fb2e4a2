namespace Bridge.Pickle;

/// <summary>What is known about an opcode without executing it.</summary>
internal sealed record OpcodeInfo(string Name, OperandKind Operand, bool TakesMark);
