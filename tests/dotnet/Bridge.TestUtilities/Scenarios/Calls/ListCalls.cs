using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>list</c>.</summary>
internal static class ListCalls
{
    public static ICallTable Table { get; } = new CallTable<ListProxy<object?>>((client, reference) => new(client, reference))
    {
        { "CreateListAsync", (client, a, token) => a.AreNone ? () => client.CreateListAsync<object?>(token) : null },
        {
            "CreateListAsync",
            (client, a, token) => a.Plain is [List<object?> items] ? () => client.CreateListAsync(items, token) : null
        },
        { "#GETVALUE", "GetSnapshotAsync", (list, _, token) => Run.Value(() => list.GetSnapshotAsync(token)) },
        {
            "__add__", "ConcatAsync",
            (list, a, token) => a.Plain is [List<object?> items] ? Run.Value(() => list.ConcatAsync(items, token)) : null
        },
        {
            "__contains__", "ContainsAsync",
            (list, a, token) => a.Plain is [var item] ? Run.Value(() => list.ContainsAsync(item, token)) : null
        },
        {
            "__delitem__", "DeleteItemAsync",
            (list, a, token) => a.Plain is [long index] ? Run.None(() => list.DeleteItemAsync((int)index, token)) : null
        },
        {
            "__delitem__", "DeleteSliceAsync",
            (list, a, token) => a.Plain is [PythonSlice slice] && slice.ToIntegers() is var (start, stop, step)
                ? Run.None(() => list.DeleteSliceAsync(start, stop, step, token))
                : null
        },
        {
            "__getitem__", "GetItemAsync",
            (list, a, token) => a.Plain is [long index] ? Run.Value(() => list.GetItemAsync((int)index, token)) : null
        },
        {
            "__getitem__", "GetSliceAsync",
            (list, a, token) => a.Plain is [PythonSlice slice] && slice.ToIntegers() is var (start, stop, step)
                ? Run.Value(() => list.GetSliceAsync(start, stop, step, token))
                : null
        },
        {
            "__imul__", "RepeatInPlaceAsync",
            (list, a, token) => a.Plain is [long count] ? Run.Self(() => list.RepeatInPlaceAsync((int)count, token)) : null
        },
        { "__len__", "GetCountAsync", (list, _, token) => Run.Value(() => list.GetCountAsync(token)) },
        { "__mul__", "RepeatAsync", Repeat },
        { "__reversed__", "GetReversedAsync", (list, _, token) => Run.Items(() => list.GetReversedAsync(token)) },
        { "__rmul__", "RepeatAsync", Repeat },
        {
            "__setitem__", "SetItemAsync",
            (list, a, token) => a.Plain is [long index, var item]
                ? Run.None(() => list.SetItemAsync((int)index, item, token))
                : null
        },
        {
            "__setitem__", "SetSliceAsync",
            (list, a, token) => a.Plain is [PythonSlice slice, List<object?> items]
                && slice.ToIntegers() is var (start, stop, step)
                    ? Run.None(() => list.SetSliceAsync(start, stop, step, items, token))
                    : null
        },
        { "__str__", "the text of the referent, for people; nothing that a program should read" },
        {
            "append", "AppendAsync",
            (list, a, token) => a.Plain is [var item] ? Run.None(() => list.AppendAsync(item, token)) : null
        },
        { "clear", "ClearAsync", (list, _, token) => Run.None(() => list.ClearAsync(token)) },
        { "copy", "GetSnapshotAsync", (list, _, token) => Run.Value(() => list.GetSnapshotAsync(token)) },
        {
            "count", "CountOfAsync",
            (list, a, token) => a.Plain is [var item] ? Run.Value(() => list.CountOfAsync(item, token)) : null
        },
        {
            "extend", "ExtendAsync",
            (list, a, token) => a.Plain is [IEnumerable<object?> items] ? Run.None(() => list.ExtendAsync(items, token)) : null
        },
        { "index", "IndexOfAsync", Index },
        {
            "insert", "InsertAsync",
            (list, a, token) => a.Plain is [long index, var item]
                ? Run.None(() => list.InsertAsync((int)index, item, token))
                : null
        },
        {
            "pop", "PopAsync",
            (list, a, token) => a.AreNone ? Run.Value(() => list.PopAsync(cancellationToken: token))
                : a.Plain is [long index] ? Run.Value(() => list.PopAsync((int)index, token))
                : null
        },
        {
            "remove", "RemoveAsync",
            (list, a, token) => a.Plain is [var item] ? Run.None(() => list.RemoveAsync(item, token)) : null
        },
        { "reverse", "ReverseAsync", (list, _, token) => Run.None(() => list.ReverseAsync(token)) },
        { "sort", "SortAsync", Sort },
    };

    private static Func<Task<object?>>? Repeat(ListProxy<object?> list, Arguments a, CancellationToken token) =>
        a.Plain is [long count] ? Run.Value(() => list.RepeatAsync((int)count, token)) : null;

    private static Func<Task<object?>>? Index(ListProxy<object?> list, Arguments a, CancellationToken token) =>
        a.Plain switch
        {
            [var item] => Run.Value(() => list.IndexOfAsync(item, token)),
            [var item, long start, long stop] => Run.Value(() => list.IndexOfAsync(item, (int)start, (int)stop, token)),
            _ => null,
        };

    private static Func<Task<object?>>? Sort(ListProxy<object?> list, Arguments a, CancellationToken token) =>
        a.AreNone ? Run.None(() => list.SortAsync(token))
        : a.Positional.Count == 0
            ? Run.None(() => list.SortAsync(
                a.Keywords.GetValueOrDefault("reverse") is true, (PythonGlobal?)a.Keywords.GetValueOrDefault("key"), token))
        : null;
}
