using Bridge.Connections;
using Bridge.Manager;
using Bridge.Workers.Child;

namespace Bridge.Workers;

/// <summary>What a parent process hands over to a .NET program that it starts: its manager.</summary>
/// <remarks>
/// <para>Python's <c>DotNetProcess</c> starts programs this way: the environment variable
/// <c>DOTNET_BRIDGE_PARENT</c> is <c>stdin</c>, and the first line of standard input has address and authkey as JSON.
/// The key is in no command line, environment or file.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class ParentConnection
{
    internal const string Variable = "DOTNET_BRIDGE_PARENT";
    internal const string ByStandardInput = "stdin";

    private readonly Lazy<CancellationToken> _gone;

    private ParentConnection(ManagerAddress address, AuthKey authKey, ParentPipe parent)
    {
        Address = address;
        AuthKey = authKey;
        _gone = new Lazy<CancellationToken>(() =>
        {
            var source = new CancellationTokenSource();
            parent.WatchEnd(() => Cancel(source));
            return source.Token;
        });
    }

    /// <summary>Where the parent's manager listens.</summary>
    public ManagerAddress Address { get; }

    /// <summary>The key of the manager.</summary>
    public AuthKey AuthKey { get; }

    /// <summary>Canceled when the parent is gone, however it ended.</summary>
    /// <remarks>
    /// From the first use on, what the parent writes to standard input is read and dropped. What a callback of the token
    /// throws is lost, and the other callbacks run.
    /// </remarks>
    public CancellationToken Gone => _gone.Value;

    /// <summary>Whether a parent that speaks this way has started the program.</summary>
    public static bool IsPresent => Environment.GetEnvironmentVariable(Variable) == ByStandardInput;

    /// <summary>Reads what the parent hands over. Once, and before anything else reads standard input.</summary>
    /// <remarks>Takes the first line and nothing behind it, and removes the variable, which is not for children.</remarks>
    /// <param name="cancellationToken">Cancels the wait for the line, which must not be read again.</param>
    /// <exception cref="InvalidOperationException">No parent has started the program, or it was read before.</exception>
    /// <exception cref="WorkerLoadException">The line has no address or no key.</exception>
    public static Task<ParentConnection> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (!IsPresent)
        {
            throw new InvalidOperationException(
                $"No parent has handed over a manager ({Variable} is not '{ByStandardInput}'); start this program with "
                + "dotnet_bridge.DotNetProcess in Python, or connect with ManagerClient.ConnectAsync.");
        }

        Environment.SetEnvironmentVariable(Variable, null);
        return ReadAsync(ParentPipe.OfConsole(), cancellationToken);
    }

    /// <summary>Connects to the parent's manager.</summary>
    /// <param name="options">Deadlines and limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the attempt; nothing is left behind.</param>
    /// <exception cref="BridgeConnectionException">Nothing answers there in time.</exception>
    /// <exception cref="BridgeAuthenticationException">The authkeys differ.</exception>
    /// <exception cref="BridgeProtocolException">The other side is not a manager.</exception>
    public Task<ManagerClient> ConnectAsync(
        ManagerClientOptions? options = null, CancellationToken cancellationToken = default) =>
        ManagerClient.ConnectAsync(Address, AuthKey, options, cancellationToken);

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the user's threw. On this thread that would end the process in the midst of its clean-up.
        }
    }

    /// <summary>The same from any pipes.</summary>
    internal static async Task<ParentConnection> ReadAsync(ParentPipe parent, CancellationToken cancellationToken)
    {
        var line = await parent.ReadLineAsync(cancellationToken).ConfigureAwait(false)
            ?? throw WorkerConfiguration.NotJson();
        using var document = WorkerConfiguration.ParseObject(line);
        var (address, authKey) = WorkerConfiguration.ReadManager(document.RootElement);
        return new ParentConnection(address, authKey, parent);
    }
}
