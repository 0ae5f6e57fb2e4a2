using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Manager;

/// <summary>A stock Python program that knows nothing of Bridge, on every CPython that is found.</summary>
public class StockManagerTests
{
    private const string Program = """
        import queue, sys, threading
        from multiprocessing.managers import BaseManager, DictProxy, ListProxy

        inbox, outbox, table, rows = queue.Queue(), queue.Queue(), {'a': [1, 2]}, [1, 'two', None]

        class Counter(object):
            def __init__(self, start=0):
                self.n = start
            def increment(self, by=1):
                self.n += by
                return self.n
            def fail(self):
                raise ValueError('no luck', self.n)
            def stream(self):
                return (i for i in range(3))

        class Manager(BaseManager):
            pass

        Manager.register('get_inbox', callable=lambda: inbox)
        Manager.register('get_outbox', callable=lambda: outbox)
        Manager.register('get_table', callable=lambda: table, proxytype=DictProxy)
        Manager.register('get_rows', callable=lambda: rows, proxytype=ListProxy)
        Manager.register('Counter', Counter)

        def shape(value):
            if isinstance(value, (list, tuple)):
                return '%s[%s]' % (type(value).__name__, ','.join(map(shape, value)))
            if isinstance(value, (set, frozenset)):
                return '%s[%s]' % (type(value).__name__, ','.join(sorted(map(shape, value))))
            if isinstance(value, dict):
                return 'dict[%s]' % ','.join(shape(k) + ':' + shape(v) for k, v in value.items())
            return type(value).__name__ + '=' + ascii(value)

        def judge():
            while True:
                expression, value = inbox.get()
                expected = eval(expression)
                outbox.put((shape(value) == shape(expected), shape(value), expected))

        threading.Thread(target=judge, daemon=True).start()
        server = Manager(('127.0.0.1', 0), b'its own key').get_server()
        print(server.address[1])
        server.serve_forever()
        """;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Values_arrive_equal_and_of_the_same_type_on_both_sides(TestPython python)
    {
        var token = TestContext.Current.CancellationToken;
        await using var script = PythonScript.Start(python.Path, Program);
        await using var client = await ConnectAsync(script, token);
        await using var inbox = await client.GetQueueAsync<object?>("get_inbox", token);
        await using var outbox = await client.GetQueueAsync<PythonTuple>("get_outbox", token);

        foreach (var (expression, value) in Values())
        {
            // We send our value, Python compares it with its own and sends that; then the same with what it sent.
            var sent = value;
            for (var round = 0; round < 2; round++)
            {
                await inbox.PutAsync(new PythonTuple(expression, sent), token);
                var verdict = await outbox.GetAsync(token);
                Assert.True((bool)verdict[0]!, $"{python}: {expression} arrived as {verdict[1]}");
                Assert.Equal(sent?.GetType(), verdict[2]?.GetType());
                Assert.True(PythonEqualityComparer.Instance.Equals(sent, verdict[2]) || sent is double.NaN, expression);
                sent = verdict[2];
            }
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Registered_dicts_and_lists_are_shared(TestPython python)
    {
        var token = TestContext.Current.CancellationToken;
        await using var script = PythonScript.Start(python.Path, Program);
        await using var client = await ConnectAsync(script, token);
        await using var table = await client.GetDictAsync<string, object?>("get_table", token);
        await using var rows = await client.GetListAsync<object?>("get_rows", token);

        Assert.Equal([1L, 2L], (List<object?>)(await table.GetItemAsync("a", token))!);
        await table.SetItemAsync("b", new PythonTuple(1L, "x"), token);
        Assert.Equal(["a", "b"], await table.GetKeysAsync(token));
        Assert.Equal([1L, "two", null], await rows.GetSnapshotAsync(token));
        await rows.ExtendAsync([2.5, true], token);
        Assert.Equal(5, await rows.GetCountAsync(token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_registered_class_is_called_by_name(TestPython python)
    {
        var token = TestContext.Current.CancellationToken;
        await using var script = PythonScript.Start(python.Path, Program);
        await using var client = await ConnectAsync(script, token);
        await using var counter = await client.CreateAsync("Counter", [10], cancellationToken: token);

        Assert.Equal(15, await counter.CallAsync<int>("increment", [5], cancellationToken: token));
        Assert.Equal(18, await counter.CallAsync<int>(
            "increment", keywords: new Dictionary<string, object?> { ["by"] = 3 }, cancellationToken: token));

        var failed = await Assert.ThrowsAsync<RemoteException>(() => counter.CallAsync("fail", cancellationToken: token));
        Assert.Equal(PythonTypes.ValueError, failed.PythonType);
        Assert.Equal(["no luck", 18L], failed.Arguments);

        var unpicklable = await Assert.ThrowsAsync<RemoteException>(
            () => counter.CallAsync<object>("stream", cancellationToken: token));
        Assert.Contains("did happen", unpicklable.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<NotSupportedException>(() => counter.CallAsync("decrement", cancellationToken: token));
        var unknown = await Assert.ThrowsAsync<RemoteException>(() => client.CreateAsync("Nothing", cancellationToken: token));
        Assert.Contains("no typeid 'Nothing'", unknown.Message, StringComparison.Ordinal);
        var noList = await Assert.ThrowsAsync<RemoteException>(() => client.CreateListAsync<int>(token));
        Assert.Contains("only a SyncManager", noList.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_wrong_key_is_refused_in_one_sentence(TestPython python)
    {
        var token = TestContext.Current.CancellationToken;
        await using var script = PythonScript.Start(python.Path, Program);
        var port = int.Parse(await script.ReadLineAsync(token), null);

        var error = await Assert.ThrowsAsync<BridgeAuthenticationException>(() => ManagerClient.ConnectAsync(
            ManagerAddress.Tcp("127.0.0.1", port), AuthKey.FromString("another key"), cancellationToken: token));

        Assert.Contains("refused our authkey", error.Message, StringComparison.Ordinal);
    }

    private static async Task<ManagerClient> ConnectAsync(PythonScript script, CancellationToken token)
    {
        var port = int.Parse(await script.ReadLineAsync(token), null);
        return await ManagerClient.ConnectAsync(
            ManagerAddress.Tcp("127.0.0.1", port), AuthKey.FromString("its own key"), cancellationToken: token);
    }

    private static IEnumerable<(string Expression, object? Value)> Values()
    {
        yield return ("None", null);
        yield return ("True", true);
        yield return ("0", 0L);
        yield return ("-1", -1L);
        yield return ("255", 255L);
        yield return ("65536", 65536L);
        yield return ("2**31", 1L << 31);
        yield return ("-2**63", long.MinValue);
        yield return ("2**63", System.Numerics.BigInteger.Pow(2, 63));
        yield return ("-3**200", -System.Numerics.BigInteger.Pow(3, 200));
        yield return ("2**2100", System.Numerics.BigInteger.Pow(2, 2100));
        yield return ("1.5", 1.5);
        yield return ("-0.0", -0.0);
        yield return ("1e308", 1e308);
        yield return ("float('inf')", double.PositiveInfinity);
        yield return ("float('nan')", double.NaN);
        yield return ("complex(1, -2.5)", new System.Numerics.Complex(1, -2.5));
        yield return ("''", "");
        yield return ("'h\\xe9 \\u20ac \\U0001f600'", "hé € 😀");
        yield return ("'\\ud800'", "\ud800");
        yield return ("'x' * 70000", new string('x', 70000));
        yield return ("b''", Array.Empty<byte>());
        yield return ("b'\\x00\\xff'", new byte[] { 0, 255 });
        yield return ("bytes(300)", new byte[300]);
        yield return ("bytearray(b'ab')", new PythonByteArray("ab"u8.ToArray()));
        yield return ("()", PythonTuple.Empty);
        yield return ("(1, 'a', None, (2,))", new PythonTuple(1L, "a", null, new PythonTuple(2L)));
        yield return ("[]", new List<object?>());
        yield return ("[1, [2, [3, {}]]]",
            new List<object?> { 1L, new List<object?> { 2L, new List<object?> { 3L, new PythonDict() } } });
        yield return ("list(range(5000))", Enumerable.Range(0, 5000).Select(i => (object?)(long)i).ToList());
        yield return ("{'b': 1, 'a': [True, {2: None}], (1, 2): {3}}", new PythonDict
        {
            { "b", 1L },
            { "a", new List<object?> { true, new PythonDict { { 2L, null } } } },
            { new PythonTuple(1L, 2L), new HashSet<object?>(PythonEqualityComparer.Instance) { 3L } },
        });
        yield return ("{None: 0}", new PythonDict { { null, 0L } });
        yield return ("{1, 'x', (2, 3)}",
            new HashSet<object?>(PythonEqualityComparer.Instance) { 1L, "x", new PythonTuple(2L, 3L) });
        yield return ("frozenset([1, 2])", new PythonFrozenSet([1L, 2L]));
        yield return ("slice(1, None, 2)", new PythonSlice(1L, null, 2L));
    }
}
