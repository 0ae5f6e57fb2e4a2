using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>list</c>.</summary>
internal static class ListCalls
{
    public static ICallTable Table { get; } = new CallTable<ListProxy<object?>>((client, reference) => new(client, reference))
    {
        { "#GETVALUE", "GetSnapshotAsync", (list, _, token) => Run.Value(() => list.GetSnapshotAsync(token)) },
        {
            "__contains__", "ContainsAsync",
            (list, a, token) => a.Plain is [var item] ? Run.Value(() => list.ContainsAsync(item, token)) : null
        },
        {
            "__delitem__", "DeleteItemAsync",
            (list, a, token) => a.Plain is [long index] ? Run.None(() => list.DeleteItemAsync((int)index, token)) : null
        },
        {
            "__getitem__", "GetItemAsync",
            (list, a, token) => a.Plain is [long index] ? Run.Value(() => list.GetItemAsync((int)index, token)) : null
        },
        { "__len__", "GetCountAsync", (list, _, token) => Run.Value(() => list.GetCountAsync(token)) },
        {
            "__setitem__", "SetItemAsync",
            (list, a, token) => a.Plain is [long index, var item]
                ? Run.None(() => list.SetItemAsync((int)index, item, token))
                : null
        },
        {
            "append", "AppendAsync",
            (list, a, token) => a.Plain is [var item] ? Run.None(() => list.AppendAsync(item, token)) : null
        },
        { "clear", "ClearAsync", (list, _, token) => Run.None(() => list.ClearAsync(token)) },
        {
            "count", "CountOfAsync",
            (list, a, token) => a.Plain is [var item] ? Run.Value(() => list.CountOfAsync(item, token)) : null
        },
        {
            "extend", "ExtendAsync",
            (list, a, token) => a.Plain is [IEnumerable<object?> items] ? Run.None(() => list.ExtendAsync(items, token)) : null
        },
        {
            "index", "IndexOfAsync",
            (list, a, token) => a.Plain is [var item] ? Run.Value(() => list.IndexOfAsync(item, token)) : null
        },
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
        { "sort", "SortAsync", (list, a, token) => a.AreNone ? Run.None(() => list.SortAsync(token)) : null },
    };
}
