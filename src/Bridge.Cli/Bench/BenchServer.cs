using Bridge.Connections;
using Bridge.Manager;

namespace Bridge.Cli.Bench;

/// <summary>One stock manager of one CPython, one Python that calls it, and one client of ours.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly BenchPeer _server;

    private BenchServer(BenchKey key, BenchPeer server, string dialled, bool isTcp)
    {
        _server = server;
        Key = key;
        Dialled = dialled;
        Transport = isTcp ? "TCP" : OperatingSystem.IsWindows() ? "pipe" : "Unix";
    }

    /// <summary>Where it listens: a path or <c>host:port</c>.</summary>
    public string Dialled { get; }

    /// <summary>The key of this server.</summary>
    public BenchKey Key { get; }

    /// <summary><c>Unix</c>, <c>pipe</c> or <c>TCP</c>.</summary>
    public string Transport { get; }

    /// <summary>The Python that runs the server and the caller.</summary>
    public required string Python { get; init; }

    /// <summary>Its version.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Python's own client, one caller.</summary>
    public BenchPeer Caller { get; private set; } = null!;

    /// <summary>Ours.</summary>
    public ManagerClient Client { get; private set; } = null!;

    /// <summary>Where it is, for tables: <c>Unix 3.11.7</c>.</summary>
    public string Name => $"{Transport} {Version}";

    /// <summary>Starts the manager and connects both clients.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="isTcp">Over TCP on 127.0.0.1; otherwise a Unix socket, or a named pipe on Windows.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<BenchServer> StartAsync(
        string python, bool isTcp, CancellationToken cancellationToken = default)
    {
        var key = new BenchKey();
        var asked = isTcp ? "127.0.0.1:0"
            : OperatingSystem.IsWindows() ? $@"\\.\pipe\bridge-bench-{Guid.NewGuid():N}"
            : "-"; // a socket in a folder that the server removes, so also when this process is killed
        var (peer, address) = await BenchPeer.StartAsync(python, "serve", asked, key, cancellationToken);
        var server = new BenchServer(key, peer, isTcp ? $"127.0.0.1:{address[1]}" : address.GetString()!, isTcp)
        {
            Python = python,
        };
        try
        {
            (server.Caller, var version) =
                await BenchPeer.StartAsync(python, "call", server.Dialled, key, cancellationToken);
            server.Version = version.GetString()!;
            server.Client = await server.ConnectAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects one more client of ours.</summary>
    public Task<ManagerClient> ConnectAsync(CancellationToken cancellationToken = default) =>
        ManagerClient.ConnectAsync(
            ManagerAddress.Parse(Dialled), Key.AuthKey, cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        if (Caller is not null)
        {
            await Caller.DisposeAsync();
        }

        await _server.DisposeAsync();
    }
}
