using System.Text.RegularExpressions;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Each kind of bad usage ends in one clear sentence, and the objects stay as they were.</summary>
public partial class MisuseTests(SharedManager python, ITestOutputHelper output)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    private ManagerClient Client => python.Client;

    [Fact(Timeout = 30_000)]
    public async Task An_unhashable_key()
    {
        await using var dict = await Client.CreateDictAsync<object, int>(_token);

        await RefusesAsync<ArgumentException>(
            () => dict.SetItemAsync(new List<int> { 1 }, 2, _token).AsTask(), "hash");
        Assert.Equal(0, await dict.GetCountAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_value_that_Python_has_no_type_for()
    {
        await using var list = await Client.CreateListAsync<object?>(_token);

        await RefusesAsync<PicklingException>(() => list.AppendAsync(new Action(() => { }), _token).AsTask(), "Action");
        Assert.Equal(0, await list.GetCountAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public Task A_type_code_of_another_type() =>
        RefusesAsync<ArgumentException>(() => Client.CreateArrayAsync('i', [1.5], _token), "'i'");

    [Fact(Timeout = 30_000)]
    public async Task An_index_outside()
    {
        await using var list = await Client.CreateListAsync([1, 2], _token);

        var error = await RefusesAsync<RemoteException>(() => list.GetItemAsync(2, _token).AsTask(), "out of range");
        Assert.Equal(PythonTypes.IndexError, error.PythonType);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_negative_timeout()
    {
        await using var queue = await Client.CreateQueueAsync<int>(cancellationToken: _token);

        await RefusesAsync<ArgumentOutOfRangeException>(
            () => queue.TryGetAsync(TimeSpan.FromSeconds(-1), _token), "timeout");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_call_after_disposal()
    {
        var list = await Client.CreateListAsync<int>(_token);
        await list.DisposeAsync();

        await RefusesAsync<ObjectDisposedException>(() => list.AppendAsync(1, _token).AsTask(), "ListProxy");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_of_another_manager()
    {
        await using var other = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var foreign = await other.ConnectAsync(_token);
        await using var stranger = await foreign.CreateListAsync<int>(_token);
        await using var list = await Client.CreateListAsync<object?>(_token);

        await RefusesAsync<PicklingException>(() => list.AppendAsync(stranger, _token).AsTask(), "belongs to the manager at");
        Assert.Equal(0, await list.GetCountAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_release_without_an_acquire()
    {
        await using var rlock = await Client.CreateRLockAsync(_token);
        await using var condition = await Client.CreateConditionAsync(_token);
        await using var gate = await Client.CreateLockAsync(_token);

        await RefusesAsync<SynchronizationLockException>(() => rlock.ReleaseAsync(), "acquire it first");
        await RefusesAsync<SynchronizationLockException>(() => condition.NotifyAsync(), "acquire it first");
        await RefusesAsync<RemoteException>(() => gate.ReleaseAsync(_token).AsTask(), "unlocked");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_method_that_is_not_exposed()
    {
        await using var old = await StockServer.StartAsync(TestPythons.All[0], _token);
        await using var client = await old.ConnectAsync(_token);
        await using var gate = await client.CreateLockAsync(_token);
        await using var any = await client.CreateAsync("list", cancellationToken: _token);

        var version = TestPythons.All[0].Version;
        if (version < new Version(3, 14))
        {
            await RefusesAsync<NotSupportedException>(() => gate.IsLockedAsync(_token).AsTask(), $"CPython {version}");
        }

        await RefusesAsync<NotSupportedException>(() => any.CallAsync("__sizeof__", cancellationToken: _token), "append");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_list_made_of_a_proxy()
    {
        await using var dict = await Client.CreateDictAsync<string, int>(_token);

        await RefusesAsync<ArgumentException>(
            () => Client.CreateAsync("list", [dict], cancellationToken: _token), "hang for good");
    }

    private async Task<TException> RefusesAsync<TException>(Func<Task> call, string says)
        where TException : Exception
    {
        var error = await Assert.ThrowsAnyAsync<TException>(call);
        output.WriteLine($"{error.GetType().Name}: {error.Message}");
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(LineEnd(), error.Message.Trim().Replace(" (Parameter", "", StringComparison.Ordinal));
        return error;
    }

    // The CLR adds "Object name" to ObjectDisposedException and "Actual value" to ArgumentOutOfRangeException by itself.
    [GeneratedRegex(@"\n(?!Object name|Actual value)")]
    private static partial Regex LineEnd();
}
