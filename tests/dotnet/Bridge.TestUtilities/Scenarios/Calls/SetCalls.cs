using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>set</c>, whose operators stand beside the methods that do the same.</summary>
internal static class SetCalls
{
    public static ICallTable Table { get; } = new CallTable<SetProxy<object?>>((client, reference) => new(client, reference))
    {
        { "CreateSetAsync", (client, a, token) => a.AreNone ? () => client.CreateSetAsync<object?>(token) : null },
        {
            "CreateSetAsync",
            (client, a, token) => Other(a) is { } items ? () => client.CreateSetAsync(items, token) : null
        },
        { "__and__", "IntersectionAsync", Intersection },
        { "__class_getitem__", "`set[int]`, a type for annotations; a shared set has no use for it" },
        {
            "__contains__", "ContainsAsync",
            (set, a, token) => a.Plain is [var item] ? Run.Value(() => set.ContainsAsync(item, token)) : null
        },
        { "__ge__", "IsSupersetOfAsync", IsSuperset },
        {
            "__gt__", "IsProperSupersetOfAsync",
            (set, a, token) => Other(a) is { } other ? Run.Value(() => set.IsProperSupersetOfAsync(other, token)) : null
        },
        {
            "__iand__", "IntersectionUpdateAsync",
            (set, a, token) => Other(a) is { } other ? Run.Self(() => set.IntersectionUpdateAsync(other, token)) : null
        },
        {
            "__ior__", "UpdateAsync",
            (set, a, token) => Other(a) is { } other ? Run.Self(() => set.UpdateAsync(other, token)) : null
        },
        {
            "__isub__", "DifferenceUpdateAsync",
            (set, a, token) => Other(a) is { } other ? Run.Self(() => set.DifferenceUpdateAsync(other, token)) : null
        },
        { "__iter__", "GetSnapshotAsync", (set, _, token) => Run.Items(() => set.GetSnapshotAsync(token)) },
        {
            "__ixor__", "SymmetricDifferenceUpdateAsync",
            (set, a, token) => Other(a) is { } other
                ? Run.Self(() => set.SymmetricDifferenceUpdateAsync(other, token))
                : null
        },
        { "__le__", "IsSubsetOfAsync", IsSubset },
        { "__len__", "GetCountAsync", (set, _, token) => Run.Value(() => set.GetCountAsync(token)) },
        {
            "__lt__", "IsProperSubsetOfAsync",
            (set, a, token) => Other(a) is { } other ? Run.Value(() => set.IsProperSubsetOfAsync(other, token)) : null
        },
        { "__or__", "UnionAsync", Union },
        { "__rand__", "IntersectionAsync", Intersection },
        { "__ror__", "UnionAsync", Union },
        {
            "__rsub__", "DifferenceFromAsync",
            (set, a, token) => Other(a) is { } other ? Run.Value(() => set.DifferenceFromAsync(other, token)) : null
        },
        { "__rxor__", "SymmetricDifferenceAsync", SymmetricDifference },
        { "__sub__", "DifferenceAsync", Difference },
        { "__xor__", "SymmetricDifferenceAsync", SymmetricDifference },
        {
            "add", "AddAsync",
            (set, a, token) => a.Plain is [var item] ? Run.None(() => set.AddAsync(item, token)) : null
        },
        { "clear", "ClearAsync", (set, _, token) => Run.None(() => set.ClearAsync(token)) },
        { "copy", "GetSnapshotAsync", (set, _, token) => Run.Value(() => set.GetSnapshotAsync(token)) },
        { "difference", "DifferenceAsync", Difference },
        {
            "difference_update", "DifferenceUpdateAsync",
            (set, a, token) => Others(a) is { } others ? Run.None(() => set.DifferenceUpdateAsync(others, token)) : null
        },
        {
            "discard", "DiscardAsync",
            (set, a, token) => a.Plain is [var item] ? Run.None(() => set.DiscardAsync(item, token)) : null
        },
        { "intersection", "IntersectionAsync", Intersection },
        {
            "intersection_update", "IntersectionUpdateAsync",
            (set, a, token) => Other(a) is { } other ? Run.None(() => set.IntersectionUpdateAsync(other, token)) : null
        },
        {
            "isdisjoint", "IsDisjointAsync",
            (set, a, token) => Other(a) is { } other ? Run.Value(() => set.IsDisjointAsync(other, token)) : null
        },
        { "issubset", "IsSubsetOfAsync", IsSubset },
        { "issuperset", "IsSupersetOfAsync", IsSuperset },
        { "pop", "PopAsync", (set, _, token) => Run.Value(() => set.PopAsync(token)) },
        {
            "remove", "RemoveAsync",
            (set, a, token) => a.Plain is [var item] ? Run.None(() => set.RemoveAsync(item, token)) : null
        },
        { "symmetric_difference", "SymmetricDifferenceAsync", SymmetricDifference },
        {
            "symmetric_difference_update", "SymmetricDifferenceUpdateAsync",
            (set, a, token) => Other(a) is { } other
                ? Run.None(() => set.SymmetricDifferenceUpdateAsync(other, token))
                : null
        },
        { "union", "UnionAsync", Union },
        {
            "update", "UpdateAsync",
            (set, a, token) => Others(a) is { } others ? Run.None(() => set.UpdateAsync(others, token)) : null
        },
    };

    private static Func<Task<object?>>? Difference(SetProxy<object?> set, Arguments a, CancellationToken token) =>
        Others(a) is { } others ? Run.Value(() => set.DifferenceAsync(others, token)) : null;

    private static Func<Task<object?>>? Intersection(SetProxy<object?> set, Arguments a, CancellationToken token) =>
        Other(a) is { } other ? Run.Value(() => set.IntersectionAsync(other, token)) : null;

    private static Func<Task<object?>>? IsSubset(SetProxy<object?> set, Arguments a, CancellationToken token) =>
        Other(a) is { } other ? Run.Value(() => set.IsSubsetOfAsync(other, token)) : null;

    private static Func<Task<object?>>? IsSuperset(SetProxy<object?> set, Arguments a, CancellationToken token) =>
        Other(a) is { } other ? Run.Value(() => set.IsSupersetOfAsync(other, token)) : null;

    private static Func<Task<object?>>? SymmetricDifference(SetProxy<object?> set, Arguments a, CancellationToken token) =>
        Other(a) is { } other ? Run.Value(() => set.SymmetricDifferenceAsync(other, token)) : null;

    private static Func<Task<object?>>? Union(SetProxy<object?> set, Arguments a, CancellationToken token) =>
        Others(a) is { } others ? Run.Value(() => set.UnionAsync(others, token)) : null;

    private static IEnumerable<object?>? Other(Arguments a) => a.Plain is [IEnumerable<object?> other] ? other : null;

    // The methods of .NET take one collection; for a union and a difference all can go into it.
    private static IEnumerable<object?>? Others(Arguments a) =>
        a.Plain is { Count: > 0 } all && all.All(one => one is IEnumerable<object?>)
            ? all.SelectMany(one => (IEnumerable<object?>)one!)
            : null;
}
