using System.Numerics;
using Bridge.Pickle.Reducers;

namespace Bridge.Pickle;

/// <summary>Puts values together while a pickle is read: items into containers, calls and states into objects.</summary>
internal sealed class ObjectAssembler(ReducerTable reducers, int pickleLength)
{
    private readonly CopyBudget _budget = new(pickleLength);
    private HashedFiller? _filler;
    private PythonGlobal? _lastCallable;
    private Reducer? _lastReducer;

    /// <summary>APPEND(S), ADDITEMS, SETITEM(S). Lists, dicts and sets, and objects that Python would extend.</summary>
    /// <param name="cursor">Where the reader is.</param>
    /// <param name="target">Gets the items.</param>
    /// <param name="items">The items.</param>
    /// <param name="kind">How they get in.</param>
    /// <param name="expected">How many more values may follow at most; 0 when nothing is known.</param>
    internal void Extend(
        in PickleCursor cursor, object? target, ReadOnlySpan<object?> items, BatchKind kind, int expected = 0)
    {
        if (kind == BatchKind.Set && items.Length % 2 != 0)
        {
            throw cursor.Fail("a key without a value");
        }

        switch (target, kind)
        {
            case (List<object?> list, BatchKind.Append):
                list.EnsureCapacity(Growth.CapacityFor(list.Capacity, list.Count + items.Length, expected));
                list.AddRange(items);
                break;
            case (PythonDict dict, BatchKind.Set):
                dict.EnsureCapacity(
                    Growth.CapacityFor(dict.Capacity, dict.Count + (items.Length / 2), expected / 2));
                if (_filler is not null || !dict.TrySetTexts(items))
                {
                    Fill(dict, items, cursor.Offset);
                }

                break;
            case (HashSet<object?> set, BatchKind.Add):
                Fill(set, items, cursor.Offset);
                break;
            case (PythonObject instance, _) when ExtendObject(instance, items, kind):
            case (IExtendable known, BatchKind.Append) when known.TryExtend(items):
                break;
            default:
                throw cursor.Fail($"items for a {PythonTypeName.Of(target)}");
        }
    }

    /// <summary>A dict, set or frozenset with its items.</summary>
    internal T Fill<T>(T container, ReadOnlySpan<object?> items, int offset)
        where T : class
    {
        _filler ??= new HashedFiller(pickleLength);
        _filler.Fill(container, items, offset);
        return container;
    }

    /// <summary>Does what had to wait until the pickle was complete.</summary>
    internal void Complete() => _filler?.Complete();

    /// <summary>REDUCE.</summary>
    /// <param name="cursor">Where the reader is.</param>
    /// <param name="callable">The class or function.</param>
    /// <param name="arguments">A tuple.</param>
    /// <param name="open">Containers that may still grow; empty when nothing refers to one.</param>
    internal object Reduce(
        in PickleCursor cursor, object? callable, object? arguments, ReadOnlySpan<object?> open)
    {
        CheckCallable(cursor, callable);
        var tuple = CheckTuple(cursor, arguments);
        return (callable is PythonGlobal { Module: "builtins" } global ? CallBuiltin(cursor, global.Name, tuple) : null)
            ?? Construct(cursor, callable!, tuple, PythonObjectKind.Reduce, open);
    }

    internal object New(
        in PickleCursor cursor, object? callable, object? arguments, ReadOnlySpan<object?> open, PythonDict? keywords = null)
    {
        CheckCallable(cursor, callable);
        var tuple = CheckTuple(cursor, arguments);
        return keywords is null
            ? Construct(cursor, callable!, tuple, PythonObjectKind.New, open)
            : new PythonObject(callable!, tuple, PythonObjectKind.NewEx, keywords);
    }

    /// <summary>
    /// OBJ and INST: a call, but without arguments only <c>__new__</c> (Lib/pickle.py, _instantiate).
    /// </summary>
    internal object Instantiate(
        in PickleCursor cursor, object? callable, ReadOnlySpan<object?> arguments, ReadOnlySpan<object?> open)
    {
        CheckCallable(cursor, callable);
        var kind = arguments.IsEmpty ? PythonObjectKind.New : PythonObjectKind.Reduce;
        return Construct(cursor, callable!, PythonTuple.Wrap(arguments.ToArray()), kind, open);
    }

    /// <summary>BUILD. The value that stands for the object from now on.</summary>
    internal object Build(in PickleCursor cursor, object? target, object? state, ReadOnlySpan<object?> open)
    {
        if (target is IStateful known && known.TrySetState(state))
        {
            return target;
        }

        if (target is not PythonObject instance)
        {
            throw cursor.Fail($"a state for a {PythonTypeName.Of(target)}");
        }

        if (instance.HasState)
        {
            throw cursor.Fail("a second state for one object, which CPython never writes");
        }

        instance.State = state;

        // Somebody else has the inert object already: a natural value would make two of one.
        if (instance.IsShared || instance.Class is not { } callable || Find(callable) is not { } reducer
            || IsUnfinished(reducer, state, open))
        {
            return instance;
        }

        _budget.Offset = cursor.Offset;
        return reducer.Complete(instance, _budget) ?? instance;
    }

    /// <summary>
    /// A call whose result is dropped, with the object below it and a state as arguments, is how CPython 3.8+ writes
    /// the sixth item of <c>__reduce__</c> (Lib/pickle.py, save_reduce).
    /// </summary>
    internal static void NoteStateSetter(object? dropped, object? below)
    {
        if (dropped is PythonObject { Kind: PythonObjectKind.Reduce, IsShared: false } call
            && below is PythonObject { HasState: false } instance
            && call.Arguments.Count == 2
            && ReferenceEquals(call.Arguments[0], instance))
        {
            instance.StateSetter = call.Callable;
            instance.State = call.Arguments[1];
        }
    }

    private static bool ExtendObject(PythonObject instance, ReadOnlySpan<object?> items, BatchKind kind)
    {
        if (kind == BatchKind.Set)
        {
            instance.Pairs ??= [];
            for (var i = 0; i < items.Length; i += 2)
            {
                instance.Pairs.Add(new(items[i], items[i + 1]));
            }

            return true;
        }

        if (instance.Items is null)
        {
            instance.Items = new List<object?>(items.Length);
            instance.ItemsAreAdded = kind == BatchKind.Add;
        }

        ((List<object?>)instance.Items).AddRange(items);
        return instance.ItemsAreAdded == (kind == BatchKind.Add);
    }

    private bool IsUnfinished(Reducer reducer, object? part, ReadOnlySpan<object?> open) =>
        reducer.NeedsWholeParts && !open.IsEmpty && new OpenParts(open, _budget).IsIn(part);

    private object Construct(
        in PickleCursor cursor, object callable, PythonTuple arguments, PythonObjectKind kind, ReadOnlySpan<object?> open)
    {
        if (callable is PythonGlobal global && Find(global) is { } reducer && !IsUnfinished(reducer, arguments, open))
        {
            _budget.Offset = cursor.Offset;
            if (reducer.Construct(new ReduceCall(global, arguments, kind, _budget, _filler)) is { } known)
            {
                return known;
            }
        }

        return new PythonObject(callable, arguments, kind);
    }

    private Reducer? Find(PythonGlobal callable)
    {
        if (!ReferenceEquals(callable, _lastCallable))
        {
            _lastCallable = callable;
            _lastReducer = reducers.Find(callable);
        }

        return _lastReducer;
    }

    /// <summary>How older pickle protocols write sets; and rows of our Python half, which say that they are dicts.</summary>
    private object? CallBuiltin(in PickleCursor cursor, string name, PythonTuple arguments)
    {
        if (name is not ("set" or "frozenset" or "list" or "dict") || arguments.Count > 1)
        {
            return null;
        }

        ReadOnlySpan<object?> items = [];
        switch (arguments.Items)
        {
            case []:
                break;
            case [PythonDict source]:
                _budget.Offset = cursor.Offset;
                _budget.Spend(source.Count);
                return name == "dict" && _filler?.IsWaiting(source) != true ? new PythonDict(source) : null;
            case [List<object?> source] when name != "dict":
                items = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(source);
                break;
            case [PythonTuple source] when name != "dict":
                items = source.Items;
                break;
            default:
                return null;
        }

        _budget.Offset = cursor.Offset;
        _budget.Spend(items.Length);
        return name switch
        {
            "set" => Fill(new HashSet<object?>(PythonEqualityComparer.Instance), items, cursor.Offset),
            "frozenset" => Fill(new PythonFrozenSet(), items, cursor.Offset),
            "list" => new List<object?>([.. items]),
            _ => new PythonDict(),
        };
    }

    /// <summary>
    /// Plain data is refused. Objects are not, whether they are known here or not: only Python could tell.
    /// </summary>
    private static void CheckCallable(in PickleCursor cursor, object? callable)
    {
        if (callable is null or bool or long or double or BigInteger or Complex or string or byte[] or List<object?>
            or PythonTuple or PythonDict or HashSet<object?> or PythonFrozenSet or PythonByteArray)
        {
            throw cursor.Fail($"a call of a {PythonTypeName.Of(callable)}");
        }
    }

    private static PythonTuple CheckTuple(in PickleCursor cursor, object? arguments) =>
        arguments as PythonTuple ?? throw cursor.Fail($"arguments must be a tuple, not a {PythonTypeName.Of(arguments)}");
}
