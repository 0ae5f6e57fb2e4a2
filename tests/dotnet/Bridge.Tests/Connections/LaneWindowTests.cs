using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class LaneWindowTests
{
    private readonly LaneWindow _window = new(maxRequests: 64, maxBytes: 1000);
    private readonly FrameBuffer[] _batch = new FrameBuffer[64];

    [Fact]
    public void While_less_than_half_a_window_is_sent_each_request_is_to_be_written_at_once()
    {
        for (var i = 0; i <= 32; i++)
        {
            Assert.True(_window.Add(Call()));
            Assert.Equal(1, _window.TakeBatch(_batch));
        }
    }

    [Fact]
    public void While_more_is_sent_eight_requests_go_together()
    {
        Send(33);

        for (var i = 0; i < 7; i++)
        {
            Assert.False(_window.Add(Call()));
        }

        Assert.True(_window.Add(Call()));
        Assert.Equal(8, _window.TakeBatch(_batch));
    }

    [Fact]
    public void Requests_that_wait_for_more_go_when_half_a_window_is_left()
    {
        Send(34);
        Assert.False(_window.Add(Call()));

        Assert.True(_window.TryTakeOldest(out _));
        Assert.False(_window.HasWorthwhileBatch);
        Assert.True(_window.TryTakeOldest(out _));
        Assert.True(_window.HasWorthwhileBatch);
    }

    [Fact]
    public void Eight_requests_wait_while_the_bytes_of_the_window_are_used_up()
    {
        Send(33, bytes: 30);

        Assert.All(Enumerable.Range(0, 9), _ => Assert.False(_window.Add(Call(bytes: 20))));
    }

    private static LaneCall Call(int bytes = 1)
    {
        var call = new LaneCall();
        call.Begin(null!, FrameBuffer.Of(new byte[bytes]));
        return call;
    }

    private void Send(int count, int bytes = 1)
    {
        for (var i = 0; i < count; i++)
        {
            _window.Add(Call(bytes));
        }

        Assert.Equal(count, _window.TakeBatch(_batch));
    }
}
