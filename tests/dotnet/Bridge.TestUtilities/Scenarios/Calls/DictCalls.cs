using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>dict</c>. A key of <c>None</c> has no place in .NET's dictionaries.</summary>
internal static class DictCalls
{
    public static ICallTable Table { get; } = new CallTable<DictProxy<object, object?>>((client, reference) => new(client, reference))
    {
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
        { "__len__", "GetCountAsync", (dict, _, token) => Run.Value(() => dict.GetCountAsync(token)) },
        {
            "__setitem__", "SetItemAsync",
            (dict, a, token) => a.Plain is [{ } key, var value] ? Run.None(() => dict.SetItemAsync(key, value, token)) : null
        },
        { "clear", "ClearAsync", (dict, _, token) => Run.None(() => dict.ClearAsync(token)) },
        { "copy", "GetSnapshotAsync", (dict, _, token) => Run.Value(() => dict.GetSnapshotAsync(token)) },
        {
            "get", "TryGetItemAsync",
            (dict, a, token) => a.Plain is [{ } key]
                ? async () => await dict.TryGetItemAsync(key, token) is (true, var value) ? value : null
                : null
        },
        { "keys", "GetKeysAsync", (dict, _, token) => Run.Value(() => dict.GetKeysAsync(token)) },
        {
            "pop", "PopAsync",
            (dict, a, token) => a.Plain is [{ } key] ? Run.Value(() => dict.PopAsync(key, token)) : null
        },
        {
            "popitem", "PopItemAsync",
            (dict, _, token) => async () =>
            {
                var (key, value) = await dict.PopItemAsync(token);
                return new PythonTuple(key, value);
            }
        },
        {
            "setdefault", "SetDefaultAsync",
            (dict, a, token) => a.Plain is [{ } key, var value]
                ? Run.Value(() => dict.SetDefaultAsync(key, value, token))
                : null
        },
        {
            "update", "UpdateAsync",
            (dict, a, token) => a.Plain is [IDictionary<object, object?> items] ? Run.None(() => dict.UpdateAsync(items, token)) : null
        },
        { "values", "GetValuesAsync", (dict, _, token) => Run.Value(() => dict.GetValuesAsync(token)) },
    };
}
