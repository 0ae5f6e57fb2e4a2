using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class IteratorProxyTests
{
    private const string Register = """
        import threading
        from multiprocessing.managers import IteratorProxy

        class Source(object):
            def __init__(self):
                self.made = 0
                self.gate = threading.Event()
                self.events = []
            def count(self, n):
                for i in range(n):
                    self.made += 1
                    yield i
            def gated(self):
                yield 0
                self.gate.wait()
                yield 1
                yield 2
            def echo(self):
                got = 'start'
                try:
                    while True:
                        try:
                            got = yield got
                        except ValueError as error:
                            got = 'caught %s' % error
                finally:
                    self.events.append('closed')
            def failing(self):
                yield 1
                raise ValueError('no more', 7)
            def plain(self):
                return [1, 2]
            def open(self):
                self.gate.set()
            def look(self):
                return self.made, self.events

        class Countdown(object):
            def __init__(self, start):
                self.left = start
            def __next__(self):
                if self.left == 0:
                    raise StopIteration
                self.left -= 1
                return self.left + 1

        SyncManager.register('Source', Source, method_to_typeid={
            'count': 'Iterator', 'gated': 'Iterator', 'echo': 'Iterator', 'failing': 'Iterator'})
        SyncManager.register('Countdown', Countdown, proxytype=IteratorProxy)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Iterators_are_read_to_their_end_on_every_server(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using (var singly = await source.IterateAsync<int>("count", [5], cancellationToken: _token))
        {
            Assert.Equal([0, 1, 2, 3, 4], await singly.ToListAsync(_token));
            Assert.Equal((false, 0), await singly.TryNextAsync(_token));
        }

        await using (var grouped = await source.IterateAsync<int>("count", [20], cancellationToken: _token))
        {
            Assert.Equal(Enumerable.Range(0, 20), await grouped.ReadAllAsync(8, _token).ToListAsync(_token));
            Assert.Equal((false, 0), await grouped.TryNextAsync(_token));
        }

        await using (var countdown = await client.CreateIteratorAsync<int>("Countdown", [3], cancellationToken: _token))
        {
            Assert.Equal([3, 2, 1], await countdown.ToListAsync(_token));
            await Assert.ThrowsAsync<NotSupportedException>(async () => await countdown.SendAsync(1, _token));
            await Assert.ThrowsAsync<NotSupportedException>(async () => await countdown.CloseAsync(_token));
        }

        await Retry.UntilAsync("the references of the iterators are given back",
            async () => await client.GetObjectCountAsync(_token) == 1);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_generator_takes_values_and_exceptions_and_is_closed(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using var echo = await source.IterateAsync<string>("echo", cancellationToken: _token);

        Assert.Equal((true, "start"), await echo.SendAsync(null, _token));
        Assert.Equal((true, "hello"), await echo.SendAsync("hello", _token));
        Assert.Equal((true, "caught it"), await echo.ThrowAsync(new PythonException("ValueError", "it"), _token));
        var error = await Assert.ThrowsAsync<RemoteException>(
            async () => await echo.ThrowAsync(new PythonException("KeyError", "send"), _token));
        Assert.Equal(PythonTypes.KeyError, error.PythonType);
        Assert.Equal((false, null), await echo.TryNextAsync(_token));

        await using var second = await source.IterateAsync<string>("echo", cancellationToken: _token);
        Assert.Equal((true, "start"), await second.TryNextAsync(_token));
        await second.CloseAsync(_token);
        Assert.Equal((false, null), await second.TryNextAsync(_token));
        Assert.Equal(["closed", "closed"], (await source.CallAsync<(int, List<string>)>("look", cancellationToken: _token)).Item2);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task The_keys_of_a_dict_are_an_iterator_that_notices_changes(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var dict = await client.CreateDictAsync<string, int>(_token);
        await dict.UpdateAsync([new("a", 1), new("b", 2), new("c", 3)], _token);
        await using var keys = await Iterators.CallQuickAsync<string>(
            client, dict.Token, "__iter__", [], takesTimeout: false, _token);

        Assert.Equal((true, "a"), await keys.TryNextAsync(_token));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await keys.CloseAsync(_token));
        await dict.SetItemAsync("d", 4, _token);
        var error = await Assert.ThrowsAsync<RemoteException>(async () => await keys.TryNextAsync(_token));

        Assert.Equal("builtins.RuntimeError", error.PythonType);
    }

    [Fact(Timeout = 30_000)]
    public async Task Canceling_a_next_keeps_its_item_for_the_next_call()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using var gated = await source.IterateAsync<int>("gated", cancellationToken: _token);
        Assert.Equal((true, 0), await gated.TryNextAsync(_token));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var waiting = gated.TryNextAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await gated.SendAsync(1, _token));
        Assert.Contains("TryNextAsync", refused.Message, StringComparison.Ordinal);
        await source.CallAsync("open", cancellationToken: _token);
        Assert.Equal([1, 2], await gated.ToListAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Canceling_at_any_moment_loses_no_item(int readAhead)
    {
        const int Items = 300;
        await using var server = await StockServer.StartAsync(TestPythons.All[0], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using var numbers = await source.IterateAsync<int>("count", [Items], cancellationToken: _token);
        var random = new Random(3);
        var seen = new List<int>();
        var canceled = 0;
        while (seen.Count < Items)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
            cancel.CancelAfter(TimeSpan.FromMilliseconds(random.Next(0, 4)));
            try
            {
                await foreach (var number in numbers.ReadAllAsync(readAhead, cancel.Token))
                {
                    seen.Add(number);
                }
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested();
                canceled++;
            }
        }

        Assert.Equal(Enumerable.Range(0, Items), seen);
        Assert.NotEqual(0, canceled);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_was_read_ahead_stays_in_the_proxy_when_an_enumeration_stops()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using var numbers = await source.IterateAsync<int>("count", [20], cancellationToken: _token);
        await foreach (var number in numbers.ReadAllAsync(8, _token))
        {
            if (number == 2)
            {
                break;
            }
        }

        Assert.Equal((true, 3), await numbers.TryNextAsync(_token));
        Assert.Equal(8, (await source.CallAsync<(int, List<string>)>("look", cancellationToken: _token)).Item1);
        Assert.Equal(Enumerable.Range(4, 16), await numbers.ToListAsync(_token));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.ReadAllAsync(0, _token));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.ReadAllAsync(65, _token));
    }

    [Fact(Timeout = 30_000)]
    public async Task Closing_drops_what_was_read_ahead()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using var numbers = await source.IterateAsync<int>("count", [20], cancellationToken: _token);
        await using var reading = numbers.ReadAllAsync(8, _token).GetAsyncEnumerator(_token);
        Assert.True(await reading.MoveNextAsync());

        await numbers.CloseAsync(_token);

        Assert.False(await reading.MoveNextAsync());
        Assert.Equal(8, (await source.CallAsync<(int, List<string>)>("look", cancellationToken: _token)).Item1);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_generator_raises_comes_after_its_items_also_in_a_group()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using var failing = await source.IterateAsync<int>("failing", cancellationToken: _token);
        await using var reading = failing.ReadAllAsync(8, _token).GetAsyncEnumerator(_token);

        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(1, reading.Current);
        var error = await Assert.ThrowsAsync<RemoteException>(async () => await reading.MoveNextAsync());

        Assert.Equal(["no more", 7L], error.Arguments);
        Assert.Equal((false, 0), await failing.TryNextAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_value_is_no_iterator_and_says_what_to_register()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);

        var value = await Assert.ThrowsAsync<NotSupportedException>(
            () => source.IterateAsync<int>("plain", cancellationToken: _token));
        var hidden = await Assert.ThrowsAsync<NotSupportedException>(
            () => source.IterateAsync<int>("nothing", cancellationToken: _token));
        var other = await Assert.ThrowsAsync<NotSupportedException>(
            () => client.CreateIteratorAsync<int>("Source", cancellationToken: _token));

        Assert.Contains("method_to_typeid={'plain': 'Iterator'}", value.Message, StringComparison.Ordinal);
        Assert.Contains("does not expose 'nothing'", hidden.Message, StringComparison.Ordinal);
        Assert.Contains("proxytype=IteratorProxy", other.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_wait_for_an_item_fails_when_the_server_is_killed()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var source = await client.CreateAsync("Source", cancellationToken: _token);
        await using var gated = await source.IterateAsync<int>("gated", cancellationToken: _token);
        await using var reading = gated.ReadAllAsync(4, _token).GetAsyncEnumerator(_token);
        Assert.True(await reading.MoveNextAsync());
        var waiting = reading.MoveNextAsync().AsTask();

        server.Kill();

        await Assert.ThrowsAsync<BridgeConnectionException>(() => waiting);
    }
}
