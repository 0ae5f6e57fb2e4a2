using System.Text;

namespace Bridge.Pickle.Reducers;

/// <summary>
/// What numpy 1 and 2 write for dtypes, arrays and scalars (numpy/core/src/multiarray/descriptor.c, methods.c,
/// scalartypes.c).
/// </summary>
internal static class NumpyReducers
{
    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
    [
        new(NumpyNames.Dtype, new DtypeReducer()),
        new(NumpyNames.Reconstruct1, new ReconstructReducer()),
        new(NumpyNames.Reconstruct2, new ReconstructReducer()),
        new(NumpyNames.FromBuffer1, new FromBufferReducer()),
        new(NumpyNames.FromBuffer2, new FromBufferReducer()),
        new(NumpyNames.Scalar1, new ScalarReducer()),
        new(NumpyNames.Scalar2, new ScalarReducer()),
    ];

    private static bool IsPlainCall(PythonObject instance) =>
        instance is { Kind: PythonObjectKind.Reduce, Items: null, Pairs: null, StateSetter: null };

    private static int[]? ShapeOf(PythonTuple tuple)
    {
        var shape = new int[tuple.Count];
        for (var i = 0; i < shape.Length; i++)
        {
            if (tuple[i] is not (long and >= 0 and <= int.MaxValue))
            {
                return null;
            }

            shape[i] = (int)(long)tuple[i]!;
        }

        return shape;
    }

    private static NumpyArray? MakeArray(
        NumpyDtype dtype,
        ReadOnlyMemory<byte> bytes,
        PythonTuple lengths,
        bool isFortran,
        string core,
        NumpyBufferKind kind) =>
        lengths.Count <= 64 && ShapeOf(lengths) is { } shape
            && NumpyArray.CountOf(shape) is { } count && count * dtype.ItemSize == bytes.Length
            ? new NumpyArray(dtype, bytes, shape, isFortran) { CoreModule = core, BufferKind = kind }
            : null;

    private sealed class DtypeReducer : Reducer
    {
        internal override object? Complete(PythonObject instance, CopyBudget budget)
        {
            // numpy before 1.20 has 0 and 1 for the flags "align" and "copy".
            if (!IsPlainCall(instance) || instance.Arguments.Items is not [string typeCode, false or 0L, true or 1L])
            {
                return null;
            }

            return instance.State is not PythonTuple state ? null : state.Items switch
            {
                [3L, string order, null, null, null, -1L, -1L, 0L] => NumpyDtype.TryCreate(order, typeCode),
                [3L, string order, null, null, null, long size, 1L, 0L] when typeCode is ['S', ..] =>
                    Sized(NumpyDtype.TryCreate(order, typeCode), size),
                [3L, string order, null, null, null, long size, 4L, 8L] when typeCode is ['U', ..] =>
                    Sized(NumpyDtype.TryCreate(order, typeCode), size),
                [4L, string order, null, null, null, -1L, -1L, 0L, PythonTuple metadata] =>
                    Timed(order, typeCode, metadata),
                _ => null,
            };
        }

        private static NumpyDtype? Sized(NumpyDtype? dtype, long size) => dtype?.ItemSize == size ? dtype : null;

        private static NumpyDtype? Timed(string order, string typeCode, PythonTuple metadata) =>
            metadata.Items is [null or PythonDict { Count: 0 }, PythonTuple unit]
            && unit.Items is [byte[] name, long and > 0 and <= int.MaxValue, 1L, 1L]
            && name.Length > 0 && Ascii.IsValid(name)
                ? NumpyDtype.TryCreate(
                    order, typeCode, Encoding.ASCII.GetString(name), (int)(long)unit[1]!, metadata[0] is not null)
                : null;
    }

    private sealed class ReconstructReducer : Reducer
    {
        internal override object? Complete(PythonObject instance, CopyBudget budget) =>
            IsPlainCall(instance)
            && instance.Arguments.Items is
                [PythonGlobal { Module: "numpy", Name: "ndarray" }, PythonTuple { Count: 1 } placeholder, byte[] or string]
            && placeholder[0] is 0L
            && instance.State is PythonTuple state
            && state.Items is [1L, PythonTuple shape, NumpyDtype dtype, bool isFortran, byte[] bytes]
                ? MakeArray(dtype, bytes, shape, isFortran, NumpyNames.CoreOf(instance.Class!), NumpyBufferKind.None)
                : null;
    }

    private sealed class FromBufferReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall
                || call.Arguments.Items is not [var buffer, NumpyDtype dtype, PythonTuple shape, "C" or "F"])
            {
                return null;
            }

            (ReadOnlyMemory<byte> Bytes, NumpyBufferKind Kind)? source = buffer switch
            {
                byte[] bytes => (bytes, NumpyBufferKind.Bytes),
                PythonByteArray array => (array.Bytes, NumpyBufferKind.ByteArray),
                PythonBuffer { IsReadOnly: true } outside => (outside.Memory, NumpyBufferKind.Bytes),
                PythonBuffer outside => (outside.Memory, NumpyBufferKind.ByteArray),
                _ => null,
            };
            return source is { } found
                ? MakeArray(
                    dtype, found.Bytes, shape, call.Arguments[3] is "F", NumpyNames.CoreOf(call.Callable), found.Kind)
                : null;
        }
    }

    private sealed class ScalarReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) =>
            call.IsCall && call.Arguments.Items is [NumpyDtype dtype, byte[] bytes] && bytes.Length == dtype.ItemSize
                ? new NumpyScalar(dtype, bytes) { CoreModule = NumpyNames.CoreOf(call.Callable) }
                : null;
    }
}
