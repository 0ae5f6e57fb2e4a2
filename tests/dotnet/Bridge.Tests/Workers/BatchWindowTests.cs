using Bridge.Workers;

namespace Bridge.Tests.Workers;

public sealed class BatchWindowTests : IDisposable
{
    private const int MuchMoreThanItsShare = 10_000_000;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly BatchWindow _window = new(least: 2);

    public void Dispose() => _window.Dispose();

    [Fact]
    public async Task So_many_batches_enter_and_the_next_waits_until_one_leaves()
    {
        await EnterAsync(2);

        var third = _window.EnterAsync(_token).AsTask();
        Assert.False(third.IsCompleted);
        _window.Leave(0);

        await third;
        Assert.False(_window.EnterAsync(_token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task A_wider_window_lets_more_in()
    {
        await EnterAsync(2);
        var third = _window.EnterAsync(_token).AsTask();

        _window.Widen(4);

        await third;
        await EnterAsync(1);
        Assert.False(_window.EnterAsync(_token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Large_batches_narrow_a_wide_window_to_the_least()
    {
        _window.Widen(100);
        await EnterAsync(1);
        _window.Add(MuchMoreThanItsShare);
        await EnterAsync(1);

        var third = _window.EnterAsync(_token).AsTask();
        Assert.False(third.IsCompleted);
        _window.Leave(MuchMoreThanItsShare);

        await third;
    }

    [Fact]
    public async Task Large_results_that_nobody_reads_keep_the_others_waiting()
    {
        _window.Widen(100);
        await EnterAsync(10);
        Assert.True(_window.MayDispatch(waiting: 5));
        _window.Add(MuchMoreThanItsShare);

        Assert.False(_window.MayDispatch(waiting: 8));
        Assert.True(_window.MayDispatch(waiting: 9));
    }

    [Fact]
    public async Task Who_was_refused_hears_of_the_next_that_leaves_once()
    {
        _window.Widen(100);
        await EnterAsync(10);
        Assert.False(_window.Leave(0));
        _window.Add(MuchMoreThanItsShare);
        _window.MayDispatch(waiting: 0);

        Assert.True(_window.Leave(0));
        Assert.False(_window.Leave(0));
    }

    [Fact]
    public async Task A_wait_can_be_canceled()
    {
        using var cancel = new CancellationTokenSource();
        await EnterAsync(2);
        var third = _window.EnterAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
    }

    private async Task EnterAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _window.EnterAsync(_token);
        }
    }
}
