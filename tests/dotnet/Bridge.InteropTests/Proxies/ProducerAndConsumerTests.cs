using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>The example of the documentation of <c>threading.Condition</c>, one side in Python and one in .NET.</summary>
public class ProducerAndConsumerTests
{
    private const int Items = 200;

    private const string Register = """
        import threading
        from multiprocessing.managers import ConditionProxy, ListProxy
        cv, items = threading.Condition(), []
        SyncManager.register('get_cv', lambda: cv, ConditionProxy)
        SyncManager.register('get_items', lambda: items, ListProxy)
        """;

    private const string Connect = """
        import multiprocessing, sys
        from multiprocessing.managers import ConditionProxy, ListProxy, SyncManager
        SyncManager.register('get_cv', None, ConditionProxy)
        SyncManager.register('get_items', None, ListProxy)
        multiprocessing.current_process().authkey = b'its own key'
        manager = SyncManager(('127.0.0.1', int(sys.argv[1])), b'its own key')
        manager.connect()
        cv, items, count = manager.get_cv(), manager.get_items(), int(sys.argv[2])

        """;

    private const string Consumer = Connect + """
        print('ready')
        for _ in range(count):
            with cv:
                while len(items) == 0:
                    cv.wait()
                item = items.pop(0)
            print(item)
        """;

    private const string Producer = Connect + """
        for i in range(count):
            with cv:
                items.append(i)
                cv.notify()
        print('done')
        sys.stdin.readline()
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task Python_consumes_what_we_produce(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        var (cv, items) = await GetAsync(client);
        await using var consumer = PythonScript.Start(python.Path, Consumer, Port(server), $"{Items}");
        Assert.Equal("ready", await consumer.ReadLineAsync(_token));

        for (var i = 0; i < Items; i++)
        {
            await using var hold = await cv.AcquireAsync(_token);
            await items.AppendAsync(i, _token);
            await hold.NotifyAsync(1, _token);
        }

        for (var i = 0; i < Items; i++)
        {
            Assert.Equal($"{i}", await consumer.ReadLineAsync(_token));
        }
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task We_consume_what_Python_produces(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        var (cv, items) = await GetAsync(client);
        var consuming = Flows.StartStranger(async () =>
        {
            var taken = new List<int>();
            while (taken.Count < Items)
            {
                await using var hold = await cv.AcquireAsync(_token);
                while (await items.GetCountAsync(_token) == 0)
                {
                    await hold.WaitAsync(_token);
                }

                taken.Add(await items.PopAsync(0, _token));
            }

            return taken;
        });

        await using var producer = PythonScript.Start(python.Path, Producer, Port(server), $"{Items}");

        Assert.Equal(Enumerable.Range(0, Items), await consuming);
        Assert.Equal("done", await producer.ReadLineAsync(_token));
    }

    private async Task<(ConditionProxy Cv, ListProxy<int> Items)> GetAsync(ManagerClient client) =>
        (await client.GetConditionAsync("get_cv", _token), await client.GetListAsync<int>("get_items", _token));

    private static string Port(StockServer server) => server.Address.ToString().Split(':')[^1];
}
