namespace Bridge.Manager;

/// <summary>Server-level calls that only one known server process does. Thread-safe.</summary>
/// <remarks>
/// Such a call has a connection of its own, which may lead to another process than the lanes do. So it carries a
/// guard (<see cref="ServerQuestion.Guard"/>), and a server that was not meant does nothing.
/// </remarks>
internal sealed class VerifiedCalls(ServerConnections server, LaneSet lanes, TimeSpan? timeout)
{
    private const int Attempts = 3;

    /// <summary>Makes the call; it is certain that the server it names has executed it.</summary>
    /// <exception cref="BridgeConnectionException">
    /// The server did not answer in time, or was replaced again and again.
    /// </exception>
    public async Task<(object? Result, ServerInfo Server)> CallAsync(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        using var deadline = CallDeadline.Start(timeout, cancellationToken);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var lane = await lanes.GetAsync(deadline.Token).ConfigureAwait(false);
                var expected = (ServerInfo)lane.Peer!;
                try
                {
                    return (await server.CallInTurnAsync(function, arguments, keywords, expected, deadline.Token)
                        .ConfigureAwait(false), expected);
                }
                catch (RemoteException error) when (ServerQuestion.IsRefused(error))
                {
                    // The lane leads to a server that new connections do not reach any more.
                    await lane.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException error) when (deadline.HasPassed)
        {
            throw deadline.Expired(function, server.Address, error);
        }

        throw new BridgeConnectionException(
            $"Several servers answer at {server.Address} in turn; '{function}' was not done by any.");
    }

    /// <summary>Gives one count back in the background, if the server that has it still lives. Never blocks.</summary>
    public async Task DecrefAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            var lane = await lanes.GetAsync(cancellationToken).ConfigureAwait(false);
            if (token.Server is null || ReferenceEquals(lane.Peer, token.Server))
            {
                await server.CallInBackgroundAsync("decref", [token.Id], token.Server, timeout, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (RemoteException error) when (ServerQuestion.IsRefused(error))
        {
            // It is gone, and its counts with it.
        }
    }
}
