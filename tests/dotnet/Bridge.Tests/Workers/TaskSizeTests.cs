using Bridge.Workers;

namespace Bridge.Tests.Workers;

public class TaskSizeTests
{
    private readonly TaskSize _size = new(batchSize: 100);

    [Fact]
    public void Quick_and_small_batches_travel_together_more_and_more()
    {
        Assert.Equal(1, _size.Batches);
        Assert.Equal([2, 4, 8, 12, 12], Enumerable.Range(0, 5).Select(_ => Observe(1, 0.0001, 5000)));
    }

    [Fact]
    public void Slow_batches_go_alone_at_once()
    {
        Grow();

        Assert.Equal(1, Observe(1, 0.1, 5000));
    }

    [Fact]
    public void A_task_has_no_more_work_than_a_few_milliseconds()
    {
        Grow();

        Assert.Equal(5, Observe(10, 0.01, 5000));
    }

    [Fact]
    public void A_task_has_no_more_bytes_than_a_quarter_of_a_mebibyte()
    {
        Grow();

        Assert.Equal(2, Observe(10, 0.001, 10 * 100 * 1024));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(10, 100)]
    [InlineData(100, 12)]
    [InlineData(600, 2)]
    [InlineData(5000, 1)]
    public void A_task_has_a_bounded_number_of_rows(int batchSize, int expected)
    {
        var size = new TaskSize(batchSize);
        for (var i = 0; i < 20; i++)
        {
            size.Observe(1, 0, 0);
        }

        Assert.Equal(expected, size.Batches);
    }

    private void Grow()
    {
        for (var i = 0; i < 10; i++)
        {
            Observe(1, 0.0001, 100);
        }
    }

    private int Observe(int batches, double seconds, long bytes)
    {
        _size.Observe(batches, seconds, bytes);
        return _size.Batches;
    }
}
