"""Which batch is where, how much travels together, and how much is let in."""

from __future__ import annotations

import threading

from dotnet_bridge._board import Batch, Board, TaskSize
from dotnet_bridge._window import Window


def batch(number: int, rows: int = 1, size: int = 10) -> Batch:
    return Batch(number, number * 10, [0] * rows, b"x" * size)


def board(*numbers: int, max_deaths: int = 3) -> Board:
    made = Board(max_deaths)
    for number in numbers:
        made.add(batch(number))
    return made


def numbers(task: list[Batch]) -> list[int]:
    return [one.number for one in task]


def test_a_worker_has_two_tasks_at_most() -> None:
    it = board(1, 2, 3)

    assert numbers(it.take_for(7, 1, final=False)) == [1]
    assert numbers(it.take_for(7, 1, final=False)) == [2]
    assert it.take_for(7, 1, final=False) == []


def test_a_busy_worker_waits_for_a_full_task_until_the_input_ends() -> None:
    it = board(1, 2)
    it.take_for(7, 1, final=False)

    assert it.take_for(7, 2, final=False) == []
    assert numbers(it.take_for(7, 2, final=True)) == [2]


def test_a_task_is_bounded_in_bytes_and_rows() -> None:
    it = Board(3)
    for number, size in ((1, 200_000), (2, 200_000), (3, 1)):
        it.add(batch(number, size=size))
    assert numbers(it.take_for(1, 9, final=True)) == [1]
    assert numbers(it.take_for(2, 9, final=True)) == [2, 3]

    it = Board(3)
    for number in range(3):
        it.add(batch(number, rows=600))
    assert numbers(it.take_for(1, 9, final=True)) == [0, 1]


def test_what_a_worker_gives_back_waits_in_front() -> None:
    it = board(1, 2, 3, 4)
    it.take_for(7, 3, final=True)

    done = it.complete(7, [(1, b"a", True)])

    assert [answer.batch.number for answer in done] == [1]
    assert numbers(list(it.waiting)) == [2, 3, 4]
    assert not it.has_work(7)


def test_a_second_delivery_counts_for_nothing() -> None:
    it = board(1)
    it.take_for(7, 1, final=True)
    assert it.lose(7) is None
    it.take_for(8, 1, final=True)

    assert len(it.complete(7, [(1, b"a", True)])) == 1
    assert it.complete(8, [(1, b"b", True)]) == []
    assert not it.open
    assert not it.has_work(8)


def test_a_late_result_takes_a_batch_that_waits_again_out_of_the_queue() -> None:
    it = board(1, 2)
    it.take_for(7, 1, final=True)
    it.lose(7)

    it.complete(7, [(1, b"a", True)])

    assert numbers(list(it.waiting)) == [2]


def test_a_batch_is_given_up_only_when_it_was_alone() -> None:
    it = board(1, 2, max_deaths=2)
    it.take_for(7, 2, final=True)
    assert it.lose(7) is None
    assert numbers(it.take_for(8, 2, final=True)) == [1]
    assert it.take_for(8, 2, final=True) == []  # nothing else is to be with it

    poison = it.lose(8)

    assert poison is not None
    assert (poison.number, poison.deaths) == (1, 2)
    assert list(it.open) == [2]


def test_only_the_first_task_of_a_worker_is_to_blame() -> None:
    it = board(1, 2, max_deaths=1)
    it.take_for(7, 1, final=True)
    it.take_for(7, 1, final=True)

    poison = it.lose(7)

    assert poison is not None
    assert poison.number == 1
    assert [one.deaths for one in it.waiting] == [0]


def test_batches_grow_while_they_are_quick_and_shrink_when_they_are_not() -> None:
    size = TaskSize(100, fixed=False)
    assert size.rows == 1
    for _ in range(20):
        size.observe(size.rows, 1, 1e-6 * size.rows, 10)
    assert size.rows == 100
    assert size.batches == 12  # 1,200 rows

    size.observe(100, 1, 1.0, 10)
    assert (size.rows, size.batches) == (50, 1)
    for _ in range(20):
        size.observe(size.rows, 1, 1.0, 10)
    assert size.rows == 1


def test_large_rows_travel_alone() -> None:
    size = TaskSize(100, fixed=False)
    for _ in range(20):
        size.observe(size.rows, 1, 1e-6, 1_000_000 * size.rows)
    assert (size.rows, size.batches) == (1, 1)


def test_a_given_size_stays() -> None:
    size = TaskSize(10, fixed=True)
    size.observe(10, 1, 5.0, 10)
    assert size.rows == 10


def test_the_window_lets_in_the_least_and_more_while_the_bytes_last() -> None:
    window = Window(2)
    assert [window.try_enter() for _ in range(3)] == [True, True, False]
    window.widen(4)
    assert window.try_enter()
    window.add(2 * 64 * 1024)
    assert not window.try_enter()
    assert not window.may_dispatch(0)

    assert window.leave(2 * 64 * 1024), "it has said no, and is to be asked again"
    assert window.may_dispatch(0)
    assert not window.leave(0)


def test_who_waits_for_room_is_woken_by_a_batch_that_leaves_and_by_the_end() -> None:
    window = Window(1)
    assert window.enter()
    entered: list[bool] = []
    for action in (lambda: window.leave(0), window.close):
        thread = threading.Thread(target=lambda: entered.append(window.enter()))
        thread.start()
        action()
        thread.join(20)
        assert not thread.is_alive()
    assert entered == [True, False]
