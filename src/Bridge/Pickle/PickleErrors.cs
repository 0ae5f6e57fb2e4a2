namespace Bridge.Pickle;

/// <summary>The sentences for malformed and refused pickles.</summary>
internal static class PickleErrors
{
    internal static UnpicklingException At(Opcode opcode, int offset, string problem, Exception? inner = null) =>
        new($"Not a valid pickle: {problem} ({OpcodeTable.NameOf(opcode)} at offset {offset}).", offset, inner);

    internal static UnpicklingException TooDeep(int limit, int offset) =>
        new($"The pickle is nested deeper than {limit}; see PickleLimits.MaxDepth.", offset);

    internal static PicklingException TooDeepToWrite(int limit) =>
        new($"The value is nested deeper than {limit} or contains itself; see PickleLimits.MaxDepth.");
}
