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

    /// <summary>How long what works with the manager may take to end, once it was canceled.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lazy<Task> _end;
    private readonly CancellationTokenRegistration _canceled;

    private ManagerSession(ManagerClient client, IAsyncDisposable owner, CancellationToken endSoon)
    {
        Client = client;
        _end = new Lazy<Task>(() => owner.DisposeAsync().AsTask());

        // A manager that hangs would keep all who call it from ending; it cannot be asked, only left or ended.
        _canceled = endSoon.UnsafeRegister(_ => _ = EndSoonAsync(), null);
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
        return new ManagerSession(client, client, cancellationToken);
    }

    /// <summary>Starts a manager that ends with this instance, or soon after it is canceled.</summary>
    public static async Task<ManagerSession> StartAsync(
        ManagerProcessOptions options, CancellationToken cancellationToken)
    {
        var process = await ManagerProcess.StartAsync(options, cancellationToken);
        return new ManagerSession(process.Client, process, cancellationToken);
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
    public async ValueTask DisposeAsync()
    {
        await _canceled.DisposeAsync();
        await _end.Value;
    }

    private async Task EndSoonAsync()
    {
        await Task.Delay(Grace, CancellationToken.None);
        await _end.Value;
    }
}
