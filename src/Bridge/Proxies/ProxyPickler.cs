using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Pickles values with proxies in them, for Python that is reached in another way than through a manager.</summary>
/// <remarks>
/// <see cref="PickleSerializer"/> refuses proxies, as a manager must know its own; this takes those of any managers.
/// Thread-safe.
/// </remarks>
public sealed class ProxyPickler
{
    // A scratch set of the one write that runs on this thread; writing is never suspended.
    [ThreadStatic]
    private static HashSet<ManagerClient>? _sent;

    private readonly PickleOptions _options;

    /// <summary>A pickler for one reader and writer.</summary>
    /// <param name="options">How values travel.</param>
    /// <param name="clientOf">
    /// The client that owns the references to what a token names; null leaves the proxy plain data. Called while a
    /// pickle is read.
    /// </param>
    public ProxyPickler(PickleOptions options, Func<Token, ManagerClient?> clientOf)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clientOf);
        _options = options with
        {
            Owner = this,
            KnownReducers = options.KnownReducers.With(
                ProxyReducer.Callable, new ProxyReducer((token, _) => clientOf(token), () => ProxyFactory.Instance)),
        };
    }

    /// <summary>What Python needs to dial a manager.</summary>
    /// <param name="client">A client of the manager.</param>
    /// <returns>
    /// The address that its own tokens have, the address that the client dialled, which those of <see cref="Pickle"/> have,
    /// both as Python writes them, and the authkey. Who has it may run code in the manager.
    /// </returns>
    /// <exception cref="InvalidOperationException">The client was never connected.</exception>
    public static PythonTuple Identify(ManagerClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var server = client.Server ?? throw new InvalidOperationException($"The client of {client.Address} was never connected.");
        var dialed = PythonAddress.ToPython(client.Address);
        return new PythonTuple(server.CanonicalAddress ?? dialed, dialed, client.AuthKey.ToArray());
    }

    /// <summary>Pickles a value; proxies in it become genuine ones where it is read.</summary>
    /// <remarks>
    /// The pickle owns no references: keep the proxies until the reader has un-pickled it, which takes references of
    /// its own, with the authkeys of the managers.
    /// </remarks>
    /// <param name="value">The value.</param>
    /// <param name="clients">The clients of the managers that proxies in it belong to, each once.</param>
    /// <exception cref="PicklingException">Something in it has no Python equivalent.</exception>
    /// <exception cref="ObjectDisposedException">A proxy in it was disposed.</exception>
    public byte[] Pickle<T>(T value, out IReadOnlyCollection<ManagerClient> clients)
    {
        var outer = _sent; // a getter of the value may pickle as well
        _sent = null;
        try
        {
            var pickle = PickleSerializer.Serialize(value, _options);
            clients = _sent is null ? [] : _sent;
            return pickle;
        }
        finally
        {
            _sent = outer;
        }
    }

    /// <summary>Reads a pickle, and owns a reference for each proxy in it.</summary>
    /// <param name="pickle">The pickle; read before the call returns.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for the references; those that were taken are given back in the background.
    /// </param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or exceed a limit.</exception>
    /// <exception cref="InvalidCastException">The value is no <typeparamref name="T"/>.</exception>
    /// <exception cref="StaleProxyException">A referent is gone.</exception>
    /// <exception cref="BridgeConnectionException">A manager cannot be reached.</exception>
    public Task<T> UnpickleAsync<T>(ReadOnlySpan<byte> pickle, CancellationToken cancellationToken = default)
    {
        ProxyReducer.Begin();
        var value = PickleSerializer.Deserialize<T>(pickle, _options);
        return ProxyReducer.TakeFound() is { } found
            ? OwnAsync(value, found, cancellationToken)
            : Task.FromResult(value);
    }

    /// <summary>Notes that a proxy of this client goes into the pickle that this thread writes.</summary>
    internal static void Note(ManagerClient client) => (_sent ??= []).Add(client);

    private static async Task<T> OwnAsync<T>(T value, List<ProxyReference> found, CancellationToken cancellationToken)
    {
        await found[0].Client.Replies.OwnAllAsync(found, null, cancellationToken).ConfigureAwait(false);
        return value;
    }
}
