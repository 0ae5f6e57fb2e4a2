using Bridge.Workers;

namespace Bridge.Tests.Workers;

public class BatchBoardTests
{
    private readonly BatchBoard _board = new(maxDeaths: 3);

    [Fact]
    public void TakeFor_gives_two_batches_to_a_worker_and_no_more()
    {
        AddBatches(3);

        Assert.Equal(1, Take(1)?.Id);
        Assert.Equal(2, Take(1)?.Id);
        Assert.Null(Take(1));
        Assert.Equal(3, Take(2)?.Id);
    }

    [Fact]
    public void Complete_counts_a_second_delivery_for_nothing()
    {
        AddBatches(1);
        Take(1);

        Assert.Equal(1, Complete(1, 1)?.Id);
        Assert.Null(Complete(1, 1));
        Assert.Equal(0, _board.OpenCount);
    }

    [Fact]
    public void Lose_delivers_the_batches_of_a_dead_worker_again_and_first()
    {
        AddBatches(3);
        Take(1);
        Take(1);

        Assert.Null(_board.Lose(1));

        Assert.Equal(1, Take(2)?.Id);
        Assert.Equal([2L, 3L], [Take(3)!.Id, Take(3)!.Id]);
    }

    [Fact]
    public void Lose_blames_only_the_batch_the_worker_was_at()
    {
        AddBatches(2);
        var first = Take(1)!;
        var second = Take(1)!;

        _board.Lose(1);

        Assert.Equal((1, 0), (first.Deaths, second.Deaths));
    }

    [Fact]
    public void A_batch_that_a_worker_died_with_goes_alone()
    {
        AddBatches(2);
        Take(1);
        _board.Lose(1);

        Assert.Equal(1, Take(2)?.Id);
        Assert.Null(Take(2));
        Assert.Equal(2, Take(3)?.Id);
    }

    [Fact]
    public void A_suspect_is_not_given_to_a_worker_that_has_work()
    {
        AddBatches(3);
        Take(1);
        Take(2);
        _board.Lose(1);

        Assert.Null(Take(2));
    }

    [Fact]
    public void Lose_gives_up_a_batch_at_its_third_death()
    {
        AddBatches(2);
        for (var worker = 1; worker <= 2; worker++)
        {
            Take(worker);
            Assert.Null(_board.Lose(worker));
        }

        Take(3);
        var poison = _board.Lose(3);

        Assert.Equal((1L, 3), (poison!.Id, poison.Deaths));
        Assert.Equal(1, _board.OpenCount);
        Assert.Equal(2, Take(4)?.Id);
    }

    [Fact]
    public void A_late_result_of_a_dead_worker_completes_a_batch_that_waits_to_be_delivered_again()
    {
        AddBatches(1);
        Take(1);
        _board.Lose(1);

        Assert.NotNull(Complete(1, 1));
        Assert.Null(Take(2));
    }

    [Fact]
    public void A_late_result_also_empties_the_worker_that_has_the_batch_now_once_that_answers()
    {
        AddBatches(1);
        Take(1);
        _board.Lose(1);
        Take(2);
        Complete(1, 1);
        Assert.True(_board.HasWork(2));

        Assert.Null(Complete(2, 1));

        Assert.False(_board.HasWork(2));
    }

    [Fact]
    public void Batches_travel_together_and_a_worker_gets_two_such_tasks()
    {
        AddBatches(8);

        Assert.Equal([1, 2, 3], Ids(_board.TakeFor(1, 3, isFinal: false)));
        Assert.Equal([4, 5, 6], Ids(_board.TakeFor(1, 3, isFinal: false)));
        Assert.Empty(_board.TakeFor(1, 3, isFinal: false));
        Assert.Equal([7, 8], Ids(_board.TakeFor(2, 3, isFinal: false)));
    }

    [Fact]
    public void A_worker_that_has_a_task_waits_for_a_full_one_while_there_is_input()
    {
        AddBatches(4);
        _board.TakeFor(1, 3, isFinal: false);

        Assert.Empty(_board.TakeFor(1, 3, isFinal: false));
        Assert.Equal([4], Ids(_board.TakeFor(1, 3, isFinal: true)));
    }

    [Fact]
    public void Large_batches_do_not_travel_together()
    {
        for (var id = 1; id <= 3; id++)
        {
            _board.Add(new Batch(id, 0, Array.Empty<int>(), 0, new byte[100_000]));
        }

        Assert.Equal([1, 2], Ids(_board.TakeFor(1, 3, isFinal: false)));
    }

    [Fact]
    public void What_a_worker_gave_back_waits_again_before_what_came_later()
    {
        AddBatches(6);
        _board.TakeFor(1, 3, isFinal: false);
        _board.TakeFor(2, 2, isFinal: false);

        Assert.Equal([1], Ids(_board.Complete(1, [new BatchAnswer(1, [], true)]).Select(done => done.Batch)));

        Assert.False(_board.HasWork(1));
        Assert.Equal(1, _board.FirstWaitingRow);
        Assert.Equal([2, 3, 6], Ids(_board.TakeFor(3, 5, isFinal: false)));
    }

    [Fact]
    public void What_was_lost_waits_in_the_order_of_the_rows_whoever_died_first()
    {
        AddBatches(5);
        _board.TakeFor(1, 1, isFinal: false);
        _board.TakeFor(1, 1, isFinal: false);
        _board.TakeFor(2, 1, isFinal: false);
        _board.TakeFor(2, 1, isFinal: false);

        _board.Lose(1);
        _board.Lose(2);

        Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(11, 5).Select(worker => Take(worker)!.Id));
    }

    [Fact]
    public void Batches_that_a_worker_died_with_go_alone_and_only_the_guilty_one_is_given_up()
    {
        AddBatches(3);
        _board.TakeFor(1, 3, isFinal: false);
        Assert.Null(_board.Lose(1));

        var worker = 2;
        var done = new List<long>();
        Batch? poison = null;
        while (poison is null)
        {
            var alone = Assert.Single(_board.TakeFor(worker, 3, isFinal: true));
            Assert.Empty(_board.TakeFor(worker, 3, isFinal: true));
            if (alone.Id == 2)
            {
                poison = _board.Lose(worker++);
            }
            else
            {
                done.Add(Complete(worker, alone.Id)!.Id);
            }
        }

        Assert.Equal((2, 3), (poison.Id, poison.Deaths));
        Assert.Equal([1], done);
        Assert.Equal(3, Take(worker)?.Id);
    }

    [Fact]
    public void Batches_that_died_together_often_are_not_given_up_before_one_died_alone()
    {
        var board = new BatchBoard(maxDeaths: 1);
        board.Add(new Batch(1, 0, Array.Empty<int>(), 0, []));
        board.Add(new Batch(2, 1, Array.Empty<int>(), 0, []));
        board.TakeFor(1, 2, isFinal: true);

        Assert.Null(board.Lose(1));
        board.TakeFor(2, 2, isFinal: true);

        Assert.Equal(1, board.Lose(2)?.Id);
    }

    // The next batch alone.
    private Batch? Take(int worker) => _board.TakeFor(worker, 1, isFinal: false).SingleOrDefault();

    private Batch? Complete(int worker, long id) => _board.Complete(worker, [new BatchAnswer(id, [], true)]).Select(done => done.Batch).SingleOrDefault();

    private static long[] Ids(IEnumerable<Batch> batches) => [.. batches.Select(batch => batch.Id)];

    private void AddBatches(int count)
    {
        for (var id = 1; id <= count; id++)
        {
            _board.Add(new Batch(id, id - 1, Array.Empty<int>(), 0, []));
        }
    }
}
