using System.Diagnostics;
using Bridge.Hosting;
using Bridge.Manager;

namespace Bridge.Testing;

/// <summary>Objects on a manager that did not live there at its start, or have more references than then.</summary>
internal sealed class LeftObjects(ManagerProcess process, IReadOnlyDictionary<string, int> baseline)
{
    // A server that is stopped, or locked by one of its objects, does not answer at all.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    /// <summary>A sentence for each, after waiting for what is being given back.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience + AnswerTime);
        try
        {
            return await PollAsync(patience, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ["maybe something: the manager does not answer any more"];
        }
        catch (RemoteException error)
        {
            return [$"maybe something: the manager cannot list its objects ({error.Message})"];
        }
    }

    private async Task<IReadOnlyList<string>> PollAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = await ListAsync(cancellationToken).ConfigureAwait(false);
            if (left.Count == 0 || Stopwatch.GetElapsedTime(start) > patience)
            {
                return [.. left.Select(Describe)];
            }

            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<CensusEntry>> ListAsync(CancellationToken cancellationToken)
    {
        if (process.Exited.IsCompleted)
        {
            return []; // killed by the test, and its objects with it
        }

        try
        {
            var census = await process.Client.CensusAsync(cancellationToken).ConfigureAwait(false);
            return [.. census.Objects.Where(entry => entry.ReferenceCount > baseline.GetValueOrDefault(entry.Id))];
        }
        catch (BridgeConnectionException)
        {
            return []; // shut down by the test
        }
        catch (ObjectDisposedException)
        {
            return await AskAnewAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // The test disposed the client.
    private async Task<List<CensusEntry>> AskAnewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var client = await ManagerClient.ConnectAsync(process.Address, process.AuthKey, null, cancellationToken)
                .ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                var census = await client.CensusAsync(cancellationToken).ConfigureAwait(false);
                return [.. census.Objects.Where(entry => entry.ReferenceCount > baseline.GetValueOrDefault(entry.Id))];
            }
        }
        catch (BridgeConnectionException)
        {
            return [];
        }
    }

    private static string Describe(CensusEntry entry)
    {
        var whose = entry.HeldHere == entry.ReferenceCount ? "by this process"
            : entry.HeldHere == 0 ? "by other programs, running or killed"
            : $"{entry.HeldHere} by this process, {entry.HeldElsewhere} by other programs, running or killed";
        return $"a {entry.TypeName} (id {entry.Id}) with {entry.ReferenceCount} "
            + $"{(entry.ReferenceCount == 1 ? "reference" : "references")}, held {whose}: {entry.Text.ReplaceLineEndings(" ")}";
    }
}
