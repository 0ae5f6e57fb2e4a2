using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class InterfaceProxyTests
{
    private const string Register = """
        import threading

        class Counter(object):
            def __init__(self, start=0):
                self.n = start
            def increment(self, by=1):
                self.n += by
                return self.n
            def reset(self):
                self.n = 0
            def add_all(self, *numbers):
                self.n += sum(numbers)
                return self.n
            def steps(self, n):
                for i in range(n):
                    self.n += 1
                    yield self.n
            def fail(self):
                raise ValueError('no luck', self.n)
            def wait_forever(self):
                threading.Event().wait()

        SyncManager.register('Counter', Counter, method_to_typeid={'steps': 'Iterator'})
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task An_interface_calls_the_methods_of_a_Python_class(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var proxy = await client.CreateAsync("Counter", [10], cancellationToken: _token);
        var counter = proxy.AsProxy<ICounter>();

        Assert.Equal(11, await counter.IncrementAsync(cancellationToken: _token));
        Assert.Equal(16, await counter.IncrementAsync(5, _token));
        Assert.Equal(16.0, await counter.PeekAsync(0));
        Assert.Equal(22, await counter.AddAll(1, 2, 3));
        await counter.ResetAsync();
        await counter.ClearAsync(_token);
        var steps = new List<int>();
        await foreach (var step in counter.StepsAsync(3, _token))
        {
            steps.Add(step);
        }

        Assert.Equal([1, 2, 3], steps);
        var error = await Assert.ThrowsAsync<RemoteException>(() => counter.FailAsync());
        Assert.Equal(["no luck", 3L], error.Arguments);
        Assert.Equal(proxy.ToString(), counter.ToString());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_token_cancels_the_call()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var proxy = await client.CreateAsync("Counter", cancellationToken: _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var waiting = proxy.AsProxy<IWaiting>().WaitForeverAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_enumeration_that_stops_runs_the_generator_no_further_and_gives_its_reference_back()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var proxy = await client.CreateAsync("Counter", cancellationToken: _token);
        var counter = proxy.AsProxy<ICounter>();
        await foreach (var step in counter.StepsAsync(100, _token))
        {
            if (step == 2)
            {
                break;
            }
        }

        Assert.Equal(2.0, await counter.PeekAsync(0));
        await Retry.UntilAsync("the iterator is given back", async () => await client.GetObjectCountAsync(_token) == 1);
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposing_an_interface_disposes_the_proxy_only_if_it_can_be_disposed()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var proxy = await client.CreateAsync("Counter", cancellationToken: _token);
        var counter = proxy.AsProxy<ICounter>();

        await using (proxy.AsProxy<IOwnedCounter>())
        {
            await counter.ResetAsync();
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => counter.ResetAsync());
        Assert.Throws<ObjectDisposedException>(() => proxy.AsProxy<ICounter>());
    }

    [Fact(Timeout = 30_000)]
    public async Task Methods_that_are_not_exposed_are_all_named_when_the_proxy_is_made()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var proxy = await client.CreateAsync("Counter", cancellationToken: _token);

        var error = Assert.Throws<NotSupportedException>(() => proxy.AsProxy<IOther>());

        Assert.Contains("does not expose first_one, second_one, which IOther asks for", error.Message, StringComparison.Ordinal);
        Assert.Contains("it exposes ", error.Message, StringComparison.Ordinal);
        Assert.Contains("increment", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => proxy.AsProxy<string>());
    }

    public interface ICounter
    {
        Task<int> IncrementAsync(int by = 1, CancellationToken cancellationToken = default);

        [PythonName("increment")]
        ValueTask<double> PeekAsync(int by);

        ValueTask<int> AddAll(params int[] numbers);

        Task ResetAsync();

        [PythonName("reset")]
        ValueTask ClearAsync(CancellationToken cancellationToken);

        IAsyncEnumerable<int> StepsAsync(int n, CancellationToken cancellationToken = default);

        Task FailAsync();
    }

    public interface IWaiting
    {
        Task WaitForeverAsync(CancellationToken cancellationToken);
    }

    public interface IOwnedCounter : ICounter, IAsyncDisposable;

    public interface IOther
    {
        Task FirstOneAsync();

        Task SecondOneAsync();

        Task ResetAsync();
    }
}
