using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.Cli.Bench;

/// <summary>The calls that are compared with Python's own, as loops that allocate nothing of their own.</summary>
/// <remarks>Their names are those of peer.py.</remarks>
internal sealed class CallCases : IAsyncDisposable
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> Names = ["dict set", "dict get", "queue put+get", "list append"];

    private CallCases(DictProxy<string, int> dict, QueueProxy<int> queue, ListProxy<int> list)
    {
        Dict = dict;
        Queue = queue;
        List = list;
    }

    /// <summary>The dict; its key <c>k</c> is set.</summary>
    public DictProxy<string, int> Dict { get; }

    /// <summary>The queue, empty between two measurements.</summary>
    public QueueProxy<int> Queue { get; }

    /// <summary>The list; it grows.</summary>
    public ListProxy<int> List { get; }

    /// <summary>Creates the objects on the server.</summary>
    public static async Task<CallCases> CreateAsync(ManagerClient client, CancellationToken cancellationToken = default)
    {
        var dict = await client.CreateDictAsync<string, int>(cancellationToken);
        await dict.SetItemAsync("k", 0, cancellationToken);
        return new CallCases(
            dict,
            await client.CreateQueueAsync<int>(cancellationToken: cancellationToken),
            await client.CreateListAsync<int>(cancellationToken));
    }

    /// <summary>Calls per second in this time.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="tasks">How many tasks call, each one call at a time.</param>
    /// <param name="budget">How long or how often.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    public Task<double> RateAsync(
        string name, int tasks, CallBudget budget, CancellationToken cancellationToken = default)
    {
        Func<CallBudget, CancellationToken, Task<long>> loop = name switch
        {
            "dict set" => SetAsync,
            "dict get" => GetAsync,
            "queue put+get" => PutAndGetAsync,
            _ => AppendAsync,
        };
        return CallBudget.RateAsync(tasks, _ => loop(budget, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Dict.DisposeAsync();
        await Queue.DisposeAsync();
        await List.DisposeAsync();
    }

    private async Task<long> SetAsync(CallBudget budget, CancellationToken cancellationToken)
    {
        long done = 0;
        for (; budget.TryTake(out var i); done++)
        {
            await Dict.SetItemAsync("k", (int)(i & 0xFFFF), cancellationToken);
        }

        return done;
    }

    private async Task<long> GetAsync(CallBudget budget, CancellationToken cancellationToken)
    {
        long done = 0;
        for (; budget.TryTake(out _); done++)
        {
            await Dict.GetItemAsync("k", cancellationToken);
        }

        return done;
    }

    private async Task<long> PutAndGetAsync(CallBudget budget, CancellationToken cancellationToken)
    {
        long done = 0;
        for (; budget.TryTake(out var i); done++)
        {
            await Queue.PutAsync((int)(i & 0xFFFF), cancellationToken);
            await Queue.GetAsync(cancellationToken);
        }

        return done;
    }

    private async Task<long> AppendAsync(CallBudget budget, CancellationToken cancellationToken)
    {
        long done = 0;
        for (; budget.TryTake(out var i); done++)
        {
            await List.AppendAsync((int)(i & 0xFFFF), cancellationToken);
        }

        return done;
    }
}
