using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Manager;

/// <summary>Idents are small numbers here, so that objects of different servers surely have the same.</summary>
public class WrongServerTests
{
    private const string Register = """
        import itertools
        import multiprocessing.managers as managers
        from multiprocessing.managers import RebuildProxy, ListProxy, Token

        managers.id = lambda value, numbers=itertools.count(0x1000): next(numbers)

        class Foreign(object):
            def __init__(self, *args):
                self.args = args
            def __reduce__(self):
                return RebuildProxy, (ListProxy, Token('list', *self.args), 'pickle', {})

        class Maker(object):
            def give(self, address, ident):
                return Foreign(address, ident)

        SyncManager.register('Maker', Maker)
        """;

    private const string UnixProgram = """
        import multiprocessing, sys
        from multiprocessing.managers import SyncManager
        # REGISTER
        if __name__ == '__main__':
            server = SyncManager(sys.argv[1], b'its own key').get_server()
            multiprocessing.current_process().authkey = b'its own key'
            print(repr(server.address))
            server.serve_forever()
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    private static TestPython Python => TestPythons.All[^1];

    [Fact(Timeout = 60_000)]
    public async Task A_stale_proxy_is_no_argument_though_its_ident_is_that_of_another_object()
    {
        var server = await StockServer.StartAsync(Python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var old = await client.CreateListAsync<int>(_token);
        await server.DisposeAsync();
        await using var next = await StockServer.StartAsync(Python, _token, server.Address.Port, Register);
        await using var other = await next.ConnectAsync(_token);
        await using var victim = await other.CreateListAsync<int>(_token);
        Assert.Equal(old.Token.Id, victim.Token.Id);
        await using var fresh = await client.CreateListAsync<object?>(_token);

        await Assert.ThrowsAsync<StaleProxyException>(async () => await fresh.AppendAsync(old, _token));
        Assert.Equal(0, await fresh.GetCountAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_takes_over_the_address_of_one_that_lives_is_told_from_it()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-");
        try
        {
            var path = Path.Combine(folder.FullName, "s");
            var code = UnixProgram.Replace("# REGISTER", Register, StringComparison.Ordinal);
            await using var first = PythonScript.Start(Python.Path, code, path);
            await first.ReadLineAsync(_token);
            await using var client = await ManagerClient.ConnectAsync(
                ManagerAddress.UnixSocket(path), AuthKey.FromString(StockServer.Key), null, _token);
            var old = await client.CreateListAsync<int>(_token);
            File.Delete(path);
            await using var second = PythonScript.Start(Python.Path, code, path);
            await second.ReadLineAsync(_token);

            // A spare connection that was opened before leads to the first one, once; its second object has another ident.
            var made = await client.CreateListAsync<int>(_token);
            if (made.Token.Id != old.Token.Id)
            {
                await made.DisposeAsync();
                made = await client.CreateListAsync<int>(_token);
            }

            await using var fresh = made;
            Assert.Equal(old.Token.Id, fresh.Token.Id);
            await fresh.AppendAsync(1, _token);
            Assert.Equal([1], await fresh.GetSnapshotAsync(_token));
            await Assert.ThrowsAsync<StaleProxyException>(async () => await old.GetCountAsync(_token));
            await old.DisposeAsync();
            await client.DisposeAsync();
            await using var other = await ManagerClient.ConnectAsync(
                ManagerAddress.UnixSocket(path), AuthKey.FromString(StockServer.Key), null, _token);
            Assert.Equal(1, await other.GetObjectCountAsync(_token));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_RewriteAddress_says_comes_before_what_looks_like_our_own_address()
    {
        await using var a = await StockServer.StartAsync(Python, _token, register: Register);
        await using var b = await StockServer.StartAsync(Python, _token, register: Register);
        await using var onB = await b.ConnectAsync(_token);
        await using var list = await onB.CreateListAsync<int>(_token);
        await list.AppendAsync(7, _token);
        await using var client = await a.ConnectAsync(
            _token, new() { RewriteAddress = address => address.Host == "0.0.0.0" ? b.Address : address });
        await using var own = await client.CreateListAsync<int>(_token); // 0x1000 too
        Assert.Equal(own.Token.Id, list.Token.Id);
        await using var maker = await client.CreateAsync("Maker", cancellationToken: _token);
        await using var got = await maker.CallAsync<ListProxy<int>>(
            "give", [new PythonTuple("0.0.0.0", (long)a.Address.Port), list.Token.Id], cancellationToken: _token);
        Assert.Equal([7], await got.GetSnapshotAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_of_a_manager_that_cannot_be_dialled_is_plain_data()
    {
        await using var a = await StockServer.StartAsync(Python, _token, register: Register);
        await using var client = await a.ConnectAsync(_token);
        await using var own = await client.CreateListAsync<int>(_token); // 0x1000 too
        await using var maker = await client.CreateAsync("Maker", cancellationToken: _token);
        var got = await maker.CallAsync<object?>(
            "give", [new PythonTuple("::1", 5000L, 0L, 0L), own.Token.Id], cancellationToken: _token);
        Assert.IsType<PythonObject>(got);
    }
}
