using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Server-level calls of which it is known which server process answered. Thread-safe.</summary>
/// <remarks>
/// Such a call has a connection of its own, on which nothing else can be asked. But a lane that stood before it and
/// stands after it leads to the same process all the time, and only one listens at an address.
/// </remarks>
internal sealed class VerifiedCalls(ServerConnections server, LaneSet lanes, PickleOptions pickle)
{
    /// <summary>Makes the call; it is certain that the server it names has executed it.</summary>
    /// <exception cref="BridgeConnectionException">The server was replaced meanwhile; which one did it is unknown.</exception>
    public async Task<(object? Result, ServerInfo Server)> CallAsync(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        var lane = await lanes.GetAsync(cancellationToken).ConfigureAwait(false);
        var before = (ServerInfo)lane.Peer!;
        var result = await server.CallServerAsync(function, arguments, keywords, cancellationToken).ConfigureAwait(false);
        if (lane.IsAtRestAndAlive || await AnswersAsync(lane, cancellationToken).ConfigureAwait(false))
        {
            return (result, before);
        }

        var next = await lanes.GetAsync(cancellationToken).ConfigureAwait(false);
        return ReferenceEquals(next.Peer, before)
            ? (result, before)
            : throw new BridgeConnectionException(
                $"The manager at {server.Address} was restarted during '{function}'; which of the two did it is unknown.");
    }

    /// <summary>Gives one count back, if the server that has it still lives.</summary>
    public async Task DecrefAsync(Token token, CancellationToken cancellationToken)
    {
        var lane = await lanes.GetAsync(cancellationToken).ConfigureAwait(false);
        if (token.Server is null || ReferenceEquals(lane.Peer, token.Server))
        {
            await server.CallServerAsync("decref", [token.Id], null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> AnswersAsync(PipelinedLane lane, CancellationToken cancellationToken)
    {
        try
        {
            var question = ServerQuestion.Ask(ServerQuestion.Identity, pickle);
            (await lane.CallAsync(question, cancellationToken).ConfigureAwait(false)).Dispose();
            return true;
        }
        catch (BridgeConnectionException)
        {
            return false;
        }
    }
}
