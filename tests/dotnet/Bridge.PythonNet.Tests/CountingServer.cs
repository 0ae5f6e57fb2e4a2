using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.PythonNet.Tests;

/// <summary>A stock <c>SyncManager</c> in a process of its own, which counts the connections that it accepts.</summary>
internal sealed class CountingServer : IAsyncDisposable
{
    private const string Program = """
        import multiprocessing, sys, threading
        from multiprocessing import managers

        class Accepted:
            def __init__(self): self.number = 0
            def count(self): return self.number

        accepted = Accepted()
        handle = managers.Server.handle_request

        def counting(self, connection):
            accepted.number += 1
            handle(self, connection)

        managers.Server.handle_request = counting
        managers.SyncManager.register("accepted", lambda: accepted)
        server = managers.SyncManager(None, b"key").get_server()
        print(server.address)
        server.serve_forever()
        """;

    private readonly PythonScript _script;

    private CountingServer(PythonScript script, ManagerClient client) => (_script, Client) = (script, client);

    public ManagerClient Client { get; }

    public static async Task<CountingServer> StartAsync(string python, CancellationToken cancellationToken)
    {
        var script = PythonScript.Start(python, Program);
        var address = ManagerAddress.Parse(await script.ReadLineAsync(cancellationToken));
        return new CountingServer(
            script, await ManagerClient.ConnectAsync(address, AuthKey.FromString("key"), cancellationToken: cancellationToken));
    }

    /// <summary>How many connections it has accepted, apart from those of <see cref="Client"/>'s questions.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var accepted = await Client.CreateAsync("accepted", cancellationToken: cancellationToken);
        return await accepted.CallAsync<int>("count", cancellationToken: cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _script.DisposeAsync();
    }
}
