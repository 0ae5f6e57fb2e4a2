using Bridge.Connections;
using Bridge.Manager;

namespace Bridge.InteropTests;

/// <summary>A stock <c>SyncManager</c> server of one CPython, in a process that knows nothing of Bridge.</summary>
public sealed class StockServer : IAsyncDisposable
{
    /// <summary>The key of every stock server.</summary>
    public const string Key = "its own key";

    private const string Program = """
        import ast, multiprocessing, sys
        from multiprocessing.managers import SyncManager

        # REGISTER

        if __name__ == '__main__':
            address = ast.literal_eval(sys.argv[1])
            server = SyncManager(address, b'its own key').get_server()
            multiprocessing.current_process().authkey = b'its own key'
            print(repr(server.address))
            server.serve_forever()
        """;

    private readonly PythonScript _script;

    private StockServer(PythonScript script, ManagerAddress address)
    {
        _script = script;
        Address = address;
    }

    /// <summary>Where it listens, as it is dialled.</summary>
    public ManagerAddress Address { get; }

    /// <summary>The process of the server.</summary>
    public int ProcessId => _script.ProcessId;

    /// <summary>Starts a server on 127.0.0.1.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="cancellationToken">Cancels the wait for it.</param>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="register">Python code that registers more typeids: <c>SyncManager.register('Counter', Counter)</c>.</param>
    public static async Task<StockServer> StartAsync(
        TestPython python, CancellationToken cancellationToken, int port = 0, string register = "")
    {
        var code = Program.Replace("# REGISTER", register, StringComparison.Ordinal);
        var script = PythonScript.Start(python.Path, code, $"('127.0.0.1', {port})");
        var address = await script.ReadLineAsync(cancellationToken);
        var bound = int.Parse(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..^1], null);
        return new StockServer(script, ManagerAddress.Tcp("127.0.0.1", bound));
    }

    /// <summary>Connects a new client.</summary>
    public Task<ManagerClient> ConnectAsync(CancellationToken cancellationToken, ManagerClientOptions? options = null) =>
        ManagerClient.ConnectAsync(Address, AuthKey.FromString(Key), options, cancellationToken);

    /// <summary>Ends it with SIGKILL.</summary>
    public void Kill() => _script.Kill();

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
