using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Pool</c>.</summary>
internal static class PoolCalls
{
    public static ICallTable Table { get; } = new CallTable<PoolProxy>((client, reference) => new(client, reference))
    {
        {
            "CreatePoolAsync",
            (client, a, token) => a.Named("processes") is [long processes]
                ? () => client.CreatePoolAsync((int)processes, cancellationToken: token)
                : null
        },
        {
            "apply", "ApplyAsync",
            (pool, a, token) => Call(a) is var (function, arguments, keywords)
                ? Run.Value(() => pool.ApplyAsync<object?>(function, arguments, keywords, token))
                : null
        },
        {
            "apply_async", "StartApplyAsync",
            (pool, a, token) => Call(a) is var (function, arguments, keywords)
                ? Run.Value(() => pool.StartApplyAsync<object?>(function, arguments, keywords, cancellationToken: token))
                : null
        },
        { "close", "CloseAsync", (pool, _, token) => Run.None(() => pool.CloseAsync(token)) },
        {
            "imap", "ImapAsync",
            (pool, a, token) => Map(a) is var (function, items, size)
                ? Run.Value(() => pool.ImapAsync<object?, object?>(function, items, size ?? 1, token))
                : null
        },
        {
            "imap_unordered", "ImapUnorderedAsync",
            (pool, a, token) => Map(a) is var (function, items, size)
                ? Run.Value(() => pool.ImapUnorderedAsync<object?, object?>(function, items, size ?? 1, token))
                : null
        },
        { "join", "JoinAsync", (pool, _, token) => Run.None(() => pool.JoinAsync(token)) },
        {
            "map", "MapAsync",
            (pool, a, token) => Map(a) is var (function, items, size)
                ? Run.Value(() => pool.MapAsync<object?, object?>(function, items, size, token))
                : null
        },
        {
            "map_async", "StartMapAsync",
            (pool, a, token) => Map(a) is var (function, items, size)
                ? Run.Value(() => pool.StartMapAsync<object?, object?>(function, items, size, cancellationToken: token))
                : null
        },
        {
            "starmap", "StarMapAsync",
            (pool, a, token) => Map(a) is var (function, items, size)
                ? Run.Value(() => pool.StarMapAsync<object?, object?>(function, items, size, token))
                : null
        },
        {
            "starmap_async", "StartStarMapAsync",
            (pool, a, token) => Map(a) is var (function, items, size)
                ? Run.Value(() => pool.StartStarMapAsync<object?, object?>(function, items, size, cancellationToken: token))
                : null
        },
        { "terminate", "TerminateAsync", (pool, _, token) => Run.None(() => pool.TerminateAsync(token)) },
    };

    private static (PythonGlobal Function, PythonTuple? Arguments, IReadOnlyDictionary<string, object?>? Keywords)? Call(
        Arguments a) => a.Named("func", "args", "kwds") switch
        {
            [PythonGlobal function] => (function, null, null),
            [PythonGlobal function, PythonTuple arguments] => (function, arguments, null),
            [PythonGlobal function, PythonTuple arguments, IDictionary<object, object?> keywords] =>
                (function, arguments, keywords.ToDictionary(one => (string)one.Key, one => one.Value)),
            _ => null,
        };

    private static (PythonGlobal Function, List<object?> Items, int? ChunkSize)? Map(Arguments a) =>
        a.Named("func", "iterable", "chunksize") switch
        {
            [PythonGlobal function, List<object?> items] => (function, items, null),
            [PythonGlobal function, List<object?> items, long size] => (function, items, (int)size),
            _ => null,
        };
}
