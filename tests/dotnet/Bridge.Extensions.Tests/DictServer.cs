using Bridge.Connections;

namespace Bridge.Extensions.Tests;

/// <summary>A stock manager that shares one dict as <c>get_settings</c> and <c>get_stock</c>; knows nothing of Bridge.</summary>
internal sealed class DictServer : IAsyncDisposable
{
    /// <summary>The key of every such server.</summary>
    public const string Key = "its own key";

    private const string Program = """
        import ast, multiprocessing, sys
        from multiprocessing.managers import SyncManager, DictProxy

        settings = ast.literal_eval(sys.argv[2])
        for name in ('get_settings', 'get_stock'):
            SyncManager.register(name, callable=lambda: settings, proxytype=DictProxy)

        if __name__ == '__main__':
            server = SyncManager(('127.0.0.1', int(sys.argv[1])), b'its own key').get_server()
            multiprocessing.current_process().authkey = b'its own key'
            print(server.address[1], flush=True)
            server.serve_forever()
        """;

    private readonly PythonScript _script;

    private DictServer(PythonScript script, int port)
    {
        _script = script;
        Address = ManagerAddress.Tcp("127.0.0.1", port);
    }

    public ManagerAddress Address { get; }

    /// <summary>Starts a server with a dict, given as Python writes it.</summary>
    public static async Task<DictServer> StartAsync(string dict, CancellationToken cancellationToken, int port = 0)
    {
        var script = PythonScript.Start(
            TestPythons.Usable[^1].Path, Program, port.ToString(System.Globalization.CultureInfo.InvariantCulture), dict);
        var bound = int.Parse(
            await script.ReadLineAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        return new DictServer(script, bound);
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
