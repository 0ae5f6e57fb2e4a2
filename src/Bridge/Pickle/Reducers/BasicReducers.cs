using System.Numerics;
using System.Text;

namespace Bridge.Pickle.Reducers;

/// <summary>The calls that CPython writes for basic types, where a pickle protocol has no opcode for them.</summary>
internal static class BasicReducers
{
    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
    [
        new(new("builtins", "bytearray"), new ByteArrayReducer()),
        new(new("builtins", "bytes"), new BytesReducer()),
        new(new("builtins", "complex"), new ComplexReducer()),
        new(new("builtins", "slice"), new SliceReducer()),
        new(new("_codecs", "encode"), new EncodeReducer()),
    ];

    private static byte[]? Encode(in ReduceCall call)
    {
        if (call.Arguments.Items is not [string text, "latin1" or "latin-1"]
            || text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
        {
            return null;
        }

        call.Budget.Spend(text.Length);
        return Encoding.Latin1.GetBytes(text);
    }

    private sealed class ByteArrayReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            switch (call.Arguments.Items)
            {
                case []:
                    return new PythonByteArray([]);
                case [byte[] bytes]:
                    call.Budget.Spend(bytes.Length);
                    return new PythonByteArray([.. bytes]);
                default:
                    return Encode(call) is { } encoded ? new PythonByteArray(encoded) : null;
            }
        }
    }

    private sealed class BytesReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) =>
            call.Arguments.Count == 0 ? Array.Empty<byte>() : null;
    }

    private sealed class ComplexReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) =>
            call.Arguments.Items is [double real, double imaginary] ? new Complex(real, imaginary) : null;
    }

    private sealed class SliceReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) =>
            call.Arguments.Items is [var start, var stop, var step] ? new PythonSlice(start, stop, step) : null;
    }

    /// <summary>How protocols 0 to 2 write bytes: as the text of the same numbers, and the name of Latin-1.</summary>
    private sealed class EncodeReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) => Encode(call);
    }
}
