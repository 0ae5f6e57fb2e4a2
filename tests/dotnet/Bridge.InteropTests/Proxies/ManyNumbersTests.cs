using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Long lists of numbers, which travel as an array.</summary>
public class ManyNumbersTests
{
    // A list that says what it was given.
    private const string Lists = """
        class Witness(list):
            def extend(self, items):
                super().extend([type(items).__name__, type(items[0]).__name__, *items])

        shared, witness = [], Witness()
        SyncManager.register('get_list', lambda: shared, multiprocessing.managers.ListProxy)
        SyncManager.register('get_witness', lambda: witness, multiprocessing.managers.ListProxy)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task Numbers_of_each_type_arrive_as_they_are(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Lists);
        await using var client = await server.ConnectAsync(_token);

        await RunAsync<sbyte>("int", sbyte.MinValue, sbyte.MaxValue);
        await RunAsync<byte>("int", byte.MinValue, byte.MaxValue);
        await RunAsync<short>("int", short.MinValue, short.MaxValue);
        await RunAsync<ushort>("int", ushort.MinValue, ushort.MaxValue);
        await RunAsync<int>("int", int.MinValue, int.MaxValue);
        await RunAsync<uint>("int", uint.MinValue, uint.MaxValue);
        await RunAsync<long>("int", long.MinValue, long.MaxValue);
        await RunAsync<ulong>("int", ulong.MinValue, ulong.MaxValue);
        await RunAsync<float>("float", float.MinValue, float.Epsilon);
        await RunAsync<double>("float", double.NegativeInfinity, double.Epsilon);
        await RunAsync<bool>("bool", true, false);
        await RunAsync<Half>("float", Half.MinValue, Half.Epsilon);
        await RunAsync<UInt128>("int", UInt128.MinValue, UInt128.MaxValue);
        await RunAsync<string>("str", "a", "ü");

        async Task RunAsync<T>(string pythonType, T first, T last)
        {
            T[] items = [.. Enumerable.Repeat(first, 1700), .. Enumerable.Repeat(last, 1700)];
            foreach (var form in new IEnumerable<T>[] { items, new List<T>(items), items.Select(item => item) })
            {
                await using var list = await client.CreateListAsync(form, _token);
                await list.ExtendAsync(form, _token);
                await list.SetSliceAsync(0, 1700, form, _token);
                T[] expected = [.. items, .. items[1700..], .. items];
                Assert.Equal(expected, await list.GetSnapshotAsync(_token));
                Assert.Equal([.. expected, .. items], await list.ConcatAsync(form, _token));

                await using var plain = await client.GetListAsync<T>("get_list", _token);
                await plain.SetSliceAsync(null, null, form, _token);
                Assert.Equal(items, await plain.GetSnapshotAsync(_token));

                // What may be no list gets one.
                await using var witness = await client.GetListAsync<object>("get_witness", _token);
                await witness.ClearAsync(_token);
                await using var typed = await client.GetListAsync<T>("get_witness", _token);
                await typed.ExtendAsync(form, _token);
                Assert.Equal(["list", pythonType], await witness.GetSliceAsync(0, 2, _token));
                Assert.Equal(items, await typed.GetSliceAsync(2, null, _token));
            }
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_list_of_the_manager_itself_is_given_an_array()
    {
        await using var server = await StockServer.StartAsync(TestPythons.Usable[^1], _token, register: """
            seen = []

            class Noticing(list):
                def __init__(self, items):
                    seen.append(type(items).__name__)
                    super().__init__(items)

                def extend(self, items):
                    seen.append(type(items).__name__)

                def __setitem__(self, key, items):
                    seen.append(type(items).__name__)

                def __add__(self, items):
                    seen.append(type(items).__name__)
                    return []

            SyncManager.register('list', Noticing, multiprocessing.managers.ListProxy)
            SyncManager.register('get_seen', lambda: seen, multiprocessing.managers.ListProxy)
            """);
        await using var client = await server.ConnectAsync(_token);

        Assert.Equal(["array", "array", "array", "list"], await SeenAsync(Enumerable.Range(0, 1000)));
        Assert.Equal(["list", "list", "list", "list"], await SeenAsync(Enumerable.Range(0, 999)));
        Assert.Equal(["list", "list", "list", "list"], await SeenAsync(Enumerable.Repeat<object>("a", 1000)));

        async Task<List<string>> SeenAsync<T>(IEnumerable<T> items)
        {
            await using var seen = await client.GetListAsync<string>("get_seen", _token);
            await seen.ClearAsync(_token);
            await using var list = await client.CreateListAsync(items, _token);
            await list.ExtendAsync(items, _token);
            await list.SetSliceAsync(0, 0, items, _token);
            await list.ConcatAsync(items, _token);
            return await seen.GetSnapshotAsync(_token);
        }
    }
}
