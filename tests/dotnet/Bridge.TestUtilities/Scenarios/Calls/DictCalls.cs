using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>dict</c>. A key of <c>None</c> has no place in .NET's dictionaries.</summary>
internal static class DictCalls
{
    public static ICallTable Table { get; } = new CallTable<DictProxy<object, object?>>((client, reference) => new(client, reference))
    {
        { "CreateDictAsync", (client, a, token) => a.AreNone ? () => client.CreateDictAsync<object, object?>(token) : null },
        {
            "CreateDictAsync",
            (client, a, token) => a.Plain is [IDictionary<object, object?> items]
                ? () => client.CreateDictAsync(items, token)
                : null
        },
        {
            "CreateDictAsync",
            (client, a, token) => a.Positional.Count == 0
                ? () => client.CreateDictAsync(
                    a.Keywords.Select(one => KeyValuePair.Create((object)one.Key, one.Value)), token)
                : null
        },
        {
            "__contains__", "ContainsKeyAsync",
            (dict, a, token) => a.Plain is [{ } key] ? Run.Value(() => dict.ContainsKeyAsync(key, token)) : null
        },
        {
            "__delitem__", "DeleteItemAsync",
            (dict, a, token) => a.Plain is [{ } key] ? Run.None(() => dict.DeleteItemAsync(key, token)) : null
        },
        {
            "__getitem__", "GetItemAsync",
            (dict, a, token) => a.Plain is [{ } key] ? Run.Value(() => dict.GetItemAsync(key, token)) : null
        },
        {
            "__ior__", "UpdateAsync",
            (dict, a, token) => a.Plain is [IDictionary<object, object?> items]
                ? Run.Self(() => dict.UpdateAsync(items, token))
                : null
        },
        { "__iter__", "EnumerateAsync", (dict, _, token) => () => EnumerateAsync(dict, token) },
        { "__len__", "GetCountAsync", (dict, _, token) => Run.Value(() => dict.GetCountAsync(token)) },
        {
            "__or__", "MergeAsync",
            (dict, a, token) => a.Plain is [IDictionary<object, object?> items]
                ? Run.Value(() => dict.MergeAsync(items, token))
                : null
        },
        { "__reversed__", "GetReversedKeysAsync", (dict, _, token) => Run.Items(() => dict.GetReversedKeysAsync(token)) },
        {
            "__ror__", "MergeIntoAsync",
            (dict, a, token) => a.Plain is [IDictionary<object, object?> items]
                ? Run.Value(() => dict.MergeIntoAsync(items, token))
                : null
        },
        {
            "__setitem__", "SetItemAsync",
            (dict, a, token) => a.Plain is [{ } key, var value] ? Run.None(() => dict.SetItemAsync(key, value, token)) : null
        },
        { "__str__", "the text of the referent, for people; nothing that a program should read" },
        { "clear", "ClearAsync", (dict, _, token) => Run.None(() => dict.ClearAsync(token)) },
        { "copy", "GetSnapshotAsync", (dict, _, token) => Run.Value(() => dict.GetSnapshotAsync(token)) },
        {
            "fromkeys", "FromKeysAsync",
            (dict, a, token) => a.Plain is [List<object?> keys, var value]
                ? Run.Value(() => dict.FromKeysAsync(keys.OfType<object>(), value, token))
                : null
        },
        {
            "get", "GetItemOrDefaultAsync",
            (dict, a, token) => a.Plain is [{ } key, var value]
                ? Run.Value(() => dict.GetItemOrDefaultAsync(key, value, token))
                : null
        },
        {
            "get", "TryGetItemAsync",
            (dict, a, token) => a.Plain is [{ } key]
                ? async () => await dict.TryGetItemAsync(key, token) is (true, var value) ? value : null
                : null
        },
        { "has_key", "exposed by the server, but dicts of Python 3 have no such method: Python gets a `KeyError` too" },
        { "items", "GetItemsAsync", (dict, _, token) => () => GetItemsAsync(dict, token) },
        { "keys", "GetKeysAsync", (dict, _, token) => Run.Value(() => dict.GetKeysAsync(token)) },
        {
            "pop", "PopAsync",
            (dict, a, token) => a.Plain is [{ } key] ? Run.Value(() => dict.PopAsync(key, token)) : null
        },
        {
            "pop", "TryPopAsync",
            (dict, a, token) => a.Plain is [{ } key, var other]
                ? async () => await dict.TryPopAsync(key, token) is (true, var value) ? value : other
                : null
        },
        {
            "popitem", "PopItemAsync",
            (dict, _, token) => async () => ToTuple(await dict.PopItemAsync(token))
        },
        {
            "setdefault", "SetDefaultAsync",
            (dict, a, token) => a.Plain switch
            {
                [{ } key] => Run.Value(() => dict.SetDefaultAsync(key, null, token)),
                [{ } key, var value] => Run.Value(() => dict.SetDefaultAsync(key, value, token)),
                _ => null,
            }
        },
        {
            "update", "UpdateAsync",
            (dict, a, token) => a.Plain is [IDictionary<object, object?> items]
                ? Run.None(() => dict.UpdateAsync(items, token))
                : null
        },
        { "values", "GetValuesAsync", (dict, _, token) => Run.Value(() => dict.GetValuesAsync(token)) },
    };

    private static async Task<object?> EnumerateAsync(DictProxy<object, object?> dict, CancellationToken token)
    {
        var keys = new List<object?>();
        await foreach (var (key, _) in dict.EnumerateAsync(cancellationToken: token))
        {
            keys.Add(key);
        }

        return new Items(keys);
    }

    private static async Task<object?> GetItemsAsync(DictProxy<object, object?> dict, CancellationToken token)
    {
        var items = await dict.GetItemsAsync(token);
        return items.ConvertAll(ToTuple);
    }

    private static PythonTuple ToTuple(KeyValuePair<object, object?> item) => new(item.Key, item.Value);
}
