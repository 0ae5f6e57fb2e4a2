namespace Bridge.Pickle;

/// <summary>Puts nodes together: items into containers, states into objects, calls into objects.</summary>
internal sealed class NodeAssembler(int pickleLength)
{
    private readonly KnownConstructions _known = new(pickleLength);

    /// <summary>APPEND(S), ADDITEMS, SETITEM(S). Lists, dicts and sets, and objects that Python would extend.</summary>
    internal static void Extend(
        in PickleCursor cursor, in PickleValue target, ReadOnlySpan<PickleValue> items, BatchKind kind)
    {
        if (kind == BatchKind.Set && items.Length % 2 != 0)
        {
            throw cursor.Fail("a key without a value");
        }

        switch (target.Node, kind)
        {
            case ({ Kind: NodeKind.List } list, BatchKind.Append):
                list.AddRange(items);
                break;
            case ({ Kind: NodeKind.Dict } dict, BatchKind.Set):
                dict.AddRange(items);
                break;
            case ({ Kind: NodeKind.Set } set, BatchKind.Add):
                set.AddRange(items);
                break;
            case (ObjectNode instance, BatchKind.Set):
                instance.Pairs ??= new PickleNode(NodeKind.List, cursor.Offset);
                instance.Pairs.AddRange(items);
                break;
            case (ObjectNode instance, _) when !instance.HasItems || instance.ItemsAreAdded == (kind == BatchKind.Add):
                instance.HasItems = true;
                instance.ItemsAreAdded = kind == BatchKind.Add;
                instance.AddRange(items);
                break;
            default:
                throw cursor.Fail($"items for a {PythonTypeName.Of(target)}");
        }
    }

    internal PickleValue Reduce(in PickleCursor cursor, in PickleValue callable, in PickleValue arguments)
    {
        CheckCallable(cursor, callable);
        var tuple = CheckTuple(cursor, arguments);
        if (callable.Reference is PythonGlobal global && _known.TryBuild(cursor, global, tuple.Items, out var known))
        {
            return known;
        }

        return PickleValue.OfNode(new ObjectNode(PythonObjectKind.Reduce, callable, tuple, null, cursor.Offset));
    }

    internal static PickleValue New(
        in PickleCursor cursor, in PickleValue callable, in PickleValue arguments, PickleValue? keywords)
    {
        CheckCallable(cursor, callable);
        var tuple = CheckTuple(cursor, arguments);
        if (keywords is { } given && given.Node is not { Kind: NodeKind.Dict })
        {
            throw cursor.Fail("keyword arguments must be a dict");
        }

        var kind = keywords is null ? PythonObjectKind.New : PythonObjectKind.NewEx;
        return PickleValue.OfNode(new ObjectNode(kind, callable, tuple, keywords?.Node, cursor.Offset));
    }

    /// <summary>
    /// OBJ and INST: a call, but without arguments only <c>__new__</c> (Lib/pickle.py, _instantiate).
    /// </summary>
    internal static PickleValue Instantiate(in PickleCursor cursor, in PickleValue callable, PickleValue[] arguments)
    {
        CheckCallable(cursor, callable);
        var kind = arguments.Length == 0 ? PythonObjectKind.New : PythonObjectKind.Reduce;
        var tuple = new PickleNode(NodeKind.Tuple, cursor.Offset, arguments);
        return PickleValue.OfNode(new ObjectNode(kind, callable, tuple, null, cursor.Offset));
    }

    internal static void Build(in PickleCursor cursor, in PickleValue target, in PickleValue state)
    {
        if (target.Node is not ObjectNode instance)
        {
            throw cursor.Fail($"a state for a {PythonTypeName.Of(target)}");
        }

        if (instance.HasState)
        {
            throw cursor.Fail("a second state for one object, which CPython never writes");
        }

        instance.State = state;
        instance.HasState = true;
    }

    /// <summary>
    /// A call whose result is dropped, with the object below it and a state as arguments, is how CPython 3.8+ writes
    /// the sixth item of <c>__reduce__</c> (Lib/pickle.py, save_reduce).
    /// </summary>
    internal static void NoteStateSetter(in PickleValue dropped, in PickleValue below)
    {
        if (dropped.Node is ObjectNode { Construction: PythonObjectKind.Reduce, IsShared: false } call
            && below.Node is ObjectNode { HasState: false } instance
            && call.Arguments.Count == 2
            && ReferenceEquals(call.Arguments.Items[0].Reference, instance))
        {
            instance.StateSetter = call.Callable;
            instance.State = call.Arguments.Items[1];
            instance.HasState = true;
        }
    }

    private static void CheckCallable(in PickleCursor cursor, in PickleValue callable)
    {
        if (callable.Reference is not (PythonGlobal or ObjectNode))
        {
            throw cursor.Fail($"a call of a {PythonTypeName.Of(callable)}");
        }
    }

    private static PickleNode CheckTuple(in PickleCursor cursor, in PickleValue arguments) =>
        arguments.Node is { Kind: NodeKind.Tuple } tuple
            ? tuple
            : throw cursor.Fail($"arguments must be a tuple, not a {PythonTypeName.Of(arguments)}");
}
