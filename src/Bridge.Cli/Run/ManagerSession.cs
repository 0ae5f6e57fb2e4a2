using Bridge.Cli.Errors;
using Bridge.Cli.Files;
using Bridge.Connections;
using Bridge.Hosting;
using Bridge.Manager;

namespace Bridge.Cli.Run;

/// <summary>The manager that a command works with: one it joins, or one of its own that ends with it.</summary>
internal sealed class ManagerSession : IAsyncDisposable
{
    /// <summary>A manager that is there answers at once; what stays silent longer is none.</summary>
    private static readonly ManagerClientOptions Options = new()
    {
        Connection = new ConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(5) },
    };

    private readonly IAsyncDisposable _owner;

    private ManagerSession(ManagerClient client, IAsyncDisposable owner)
    {
        Client = client;
        _owner = owner;
    }

    /// <summary>The connection to the manager.</summary>
    public ManagerClient Client { get; }

    /// <summary>Joins a running manager.</summary>
    /// <param name="address">Its address, as given on the command line.</param>
    /// <param name="authKeyFile">The file that holds its key; null to look into the environment.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    public static async Task<ManagerSession> JoinAsync(
        string address, string? authKeyFile, CancellationToken cancellationToken)
    {
        var client = await ManagerClient.ConnectAsync(
            ParseAddress(address), AuthKeySource.Require(authKeyFile), Options, cancellationToken);
        return new ManagerSession(client, client);
    }

    /// <summary>Starts a manager that ends with this instance.</summary>
    public static async Task<ManagerSession> StartAsync(
        ManagerProcessOptions options, CancellationToken cancellationToken)
    {
        var process = await ManagerProcess.StartAsync(options, cancellationToken);
        return new ManagerSession(process.Client, process);
    }

    /// <summary>Reads an address from the command line.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static ManagerAddress ParseAddress(string text)
    {
        try
        {
            return ManagerAddress.Parse(text);
        }
        catch (FormatException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _owner.DisposeAsync();
}
