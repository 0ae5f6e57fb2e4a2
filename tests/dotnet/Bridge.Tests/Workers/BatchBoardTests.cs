using Bridge.Workers;

namespace Bridge.Tests.Workers;

public class BatchBoardTests
{
    private readonly BatchBoard _board = new(maxDeaths: 3);

    [Fact]
    public void TakeFor_gives_two_batches_to_a_worker_and_no_more()
    {
        AddBatches(3);

        Assert.Equal(1, _board.TakeFor(1)?.Id);
        Assert.Equal(2, _board.TakeFor(1)?.Id);
        Assert.Null(_board.TakeFor(1));
        Assert.Equal(3, _board.TakeFor(2)?.Id);
    }

    [Fact]
    public void Complete_counts_a_second_delivery_for_nothing()
    {
        AddBatches(1);
        _board.TakeFor(1);

        Assert.Equal(1, _board.Complete(1, 1)?.Id);
        Assert.Null(_board.Complete(1, 1));
        Assert.Equal(0, _board.OpenCount);
    }

    [Fact]
    public void Lose_delivers_the_batches_of_a_dead_worker_again_and_first()
    {
        AddBatches(3);
        _board.TakeFor(1);
        _board.TakeFor(1);

        Assert.Null(_board.Lose(1));

        Assert.Equal(1, _board.TakeFor(2)?.Id);
        Assert.Equal([2L, 3L], [_board.TakeFor(3)!.Id, _board.TakeFor(3)!.Id]);
    }

    [Fact]
    public void Lose_blames_only_the_batch_the_worker_was_at()
    {
        AddBatches(2);
        var first = _board.TakeFor(1)!;
        var second = _board.TakeFor(1)!;

        _board.Lose(1);

        Assert.Equal((1, 0), (first.Deaths, second.Deaths));
    }

    [Fact]
    public void A_batch_that_a_worker_died_with_goes_alone()
    {
        AddBatches(2);
        _board.TakeFor(1);
        _board.Lose(1);

        Assert.Equal(1, _board.TakeFor(2)?.Id);
        Assert.Null(_board.TakeFor(2));
        Assert.Equal(2, _board.TakeFor(3)?.Id);
    }

    [Fact]
    public void A_suspect_is_not_given_to_a_worker_that_has_work()
    {
        AddBatches(3);
        _board.TakeFor(1);
        _board.TakeFor(2);
        _board.Lose(1);

        Assert.Null(_board.TakeFor(2));
    }

    [Fact]
    public void Lose_gives_up_a_batch_at_its_third_death()
    {
        AddBatches(2);
        for (var worker = 1; worker <= 2; worker++)
        {
            _board.TakeFor(worker);
            Assert.Null(_board.Lose(worker));
        }

        _board.TakeFor(3);
        var poison = _board.Lose(3);

        Assert.Equal((1L, 3), (poison!.Id, poison.Deaths));
        Assert.Equal(1, _board.OpenCount);
        Assert.Equal(2, _board.TakeFor(4)?.Id);
    }

    [Fact]
    public void A_late_result_of_a_dead_worker_completes_a_batch_that_waits_to_be_delivered_again()
    {
        AddBatches(1);
        _board.TakeFor(1);
        _board.Lose(1);

        Assert.NotNull(_board.Complete(1, 1));
        Assert.Null(_board.TakeFor(2));
    }

    [Fact]
    public void A_late_result_also_empties_the_worker_that_has_the_batch_now_once_that_answers()
    {
        AddBatches(1);
        _board.TakeFor(1);
        _board.Lose(1);
        _board.TakeFor(2);
        _board.Complete(1, 1);
        Assert.True(_board.HasWork(2));

        Assert.Null(_board.Complete(2, 1));

        Assert.False(_board.HasWork(2));
    }

    private void AddBatches(int count)
    {
        for (var id = 1; id <= count; id++)
        {
            _board.Add(new Batch(id, 0, Array.Empty<int>(), 0, []));
        }
    }
}
