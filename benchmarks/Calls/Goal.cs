namespace Bridge.Benchmarks.Calls;

/// <summary>One of the things that the measurements must show.</summary>
/// <param name="Title">In words, with the figure.</param>
/// <param name="Value">The figure.</param>
/// <param name="IsMost">Whether it is the most allowed instead of the least.</param>
internal sealed record Goal(string Title, double Value, bool IsMost = false)
{
    public static readonly Goal OneCaller = new("One call at a time: at least 1.0 times Python's own proxies", 1);
    public static readonly Goal ManyTasks = new("64 tasks: at least 3 times Python's own proxies", 3);
    public static readonly Goal NearFloor = new("64 tasks: at least 0.8 times the floor", 0.8);
    public static readonly Goal CreateLatency = new("Create and dispose, latency: at least 4 times better than Python's", 4);
    public static readonly Goal CreateRate = new("Create and dispose, sustained: at least 2 times Python's rate", 2);
    public static readonly Goal Large = new("Large values, set and get: at least 1.0 times Python's", 1);
    public static readonly Goal LargeMemory = new("Large values: peak memory at most 2 times the value", 2, IsMost: true);
    public static readonly Goal Bulk = new("Bulk update and extend: at least 1.5 times Python's", 1.5);
    public static readonly Goal Rows = new("WorkerPool: at least 1.0 times Pool.imap_unordered", 1);
    public static readonly Goal Survey = new("Survey of the standard library: at most 1.1 times Pool's wall time", 1 / 1.1);
    public static readonly Goal Allocations = new("Allocated bytes per quick call: at most 200", 200, IsMost: true);
    public static readonly Goal Collections = new("Gen2 collections in the long run of calls: none", 0, IsMost: true);

    public static readonly IReadOnlyList<Goal> All =
    [
        OneCaller, ManyTasks, NearFloor, CreateLatency, CreateRate, Large, LargeMemory, Bulk, Rows, Survey,
        Allocations, Collections,
    ];

    public bool IsReached(double median) => IsMost ? median <= Value : median >= Value;
}
