namespace Bridge.Pickle.Reducers;

/// <summary>The types of <c>collections</c>; their items follow by opcodes (Modules/_collectionsmodule.c).</summary>
internal static class CollectionReducers
{
    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
    [
        new(new("collections", "deque"), new DequeReducer()),
        new(new("collections", "OrderedDict"), new OrderedDictReducer()),
        new(new("collections", "defaultdict"), new DefaultDictReducer()),
        new(new("collections", "Counter"), new CounterReducer()),
    ];

    private sealed class DequeReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall)
            {
                return null;
            }

            switch (call.Arguments.Items)
            {
                case []:
                    return new PythonDeque();
                case [PythonTuple { Count: 0 } or List<object?> { Count: 0 }, long and >= 0]:
                    return new PythonDeque((long)call.Arguments[1]!);
                case [List<object?> items, null or (long and >= 0)]:
                    // Python 2 and 3.4 and older.
                    call.Budget.Spend(items.Count);
                    return new PythonDeque(items, (long?)call.Arguments[1]);
                default:
                    return null;
            }
        }
    }

    private sealed class OrderedDictReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) =>
            call is { IsCall: true, Arguments.Count: 0 } ? new PythonOrderedDict() : null;
    }

    private sealed class DefaultDictReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) => !call.IsCall ? null : call.Arguments.Items switch
        {
            [] => new PythonDefaultDict(null),
            [null or PythonGlobal or PythonObject] => new PythonDefaultDict(call.Arguments[0]),
            _ => null,
        };
    }

    private sealed class CounterReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall || call.Arguments.Items is not ([] or [PythonDict]))
            {
                return null;
            }

            var counter = new PythonCounter();
            if (call.Arguments.Items is [PythonDict counts])
            {
                call.Budget.Spend(counts.Count);
                HashedFiller.Copy(counts, counter, call.Filler);
            }

            return counter;
        }
    }
}
