using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Lists what lives on a server. Thread-safe.</summary>
internal sealed class ServerInspector(
    Func<string, IReadOnlyList<object?>, CancellationToken, Task<object?>> callServer, LaneSet lanes, PickleOptions pickle)
{
    private const int Questions = 8;

    public async Task<ManagedObject[]> GetObjectsAsync(CancellationToken cancellationToken)
    {
        var text = await callServer("debug_info", [], cancellationToken).ConfigureAwait(false) as string
            ?? throw new BridgeProtocolException("The reply to 'debug_info' is not a str.");
        var entries = DebugInfo.Parse(text);
        var objects = new ManagedObject[entries.Count];
        await Parallel.ForAsync(0, entries.Count, new ParallelOptions
        {
            MaxDegreeOfParallelism = Questions,
            CancellationToken = cancellationToken,
        }, async (index, token) =>
        {
            var entry = entries[index];
            objects[index] = entry with
            {
                TypeName = DebugInfo.TypeOf(await GetMethodsAsync(entry.Id, token).ConfigureAwait(false), entry.Text),
            };
        }).ConfigureAwait(false);
        return objects;
    }

    public async Task<Census> TakeCensusAsync(HeldReferences held, CancellationToken cancellationToken)
    {
        var lane = await lanes.GetAsync(cancellationToken).ConfigureAwait(false);
        var server = (ServerInfo)lane.Peer!;
        using var reply = await lane.CallAsync(ServerQuestion.Ask(ServerQuestion.Stash, pickle), cancellationToken)
            .ConfigureAwait(false);
        var stash = ServerQuestion.Answer(reply.BodySpan, pickle) is PythonTuple idents
            ? idents.OfType<string>().ToArray() : null;

        var objects = await GetObjectsAsync(cancellationToken).ConfigureAwait(false);
        var counts = held.On(server);
        return new Census(
            server,
            [.. objects.Select(o => new CensusEntry(
                o.Id, o.TypeName, o.ReferenceCount, counts.GetValueOrDefault(o.Id), stash?.Contains(o.Id) == true, o.Text))],
            stash);
    }

    /// <summary>The exposed methods of a referent; none when it is gone.</summary>
    public async Task<IReadOnlyList<string>> GetMethodsAsync(string ident, CancellationToken cancellationToken)
    {
        try
        {
            var token = new Token("", null, ident).ToPython();
            return ProxyReference.ReadExposed(
                await callServer("get_methods", [token], cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteException)
        {
            return [];
        }
    }
}
