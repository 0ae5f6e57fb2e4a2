using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>What is in a container of Python: fields by name, or items by place.</summary>
/// <param name="Fields">Of a dict, or of an object that is nothing but its attributes.</param>
/// <param name="Items">Of a list, tuple, deque or array.</param>
internal readonly record struct ValueContent(PythonDict? Fields, IReadOnlyList<object?>? Items)
{
    /// <summary>The content of a value; null when it is no container.</summary>
    public static ValueContent? Of(object value) => value switch
    {
        PythonDict dict => new(dict, null),
        IPackedItems packed => packed.Items is { } items ? new(null, items) : null,
        List<object?> list => new(null, list),
        PythonTuple tuple => new(null, tuple),
        PythonDeque deque => new(null, deque),
        PythonObject { Arguments.Count: 0, KeywordArguments: null, Items: null, Pairs: null, State: PythonDict state } =>
            new(state, null),
        _ => null,
    };

    /// <summary>All that makes a value which is only equal when each part is; null when nothing is known of it.</summary>
    public static IReadOnlyList<object?>? PartsOf(object value) => value switch
    {
        PythonException error => [error.PythonType, error.Arguments],
        PythonObject made =>
        [
            made.Callable,
            made.Arguments,
            made.KeywordArguments,
            made.State,
            made.Items?.ToList(),
            made.Pairs?.Select(pair => (object?)new PythonTuple(pair.Key, pair.Value)).ToList(),
        ],
        NumpyArray array => [array.Dtype, array.Shape.Select(length => (object?)(long)length).ToList(), array.Bytes.ToArray()],
        _ => null,
    };

    /// <summary>Whether both have fields, or both have items.</summary>
    public bool IsAlike(ValueContent other) => Fields is null == other.Fields is null;
}
