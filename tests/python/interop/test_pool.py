"""DotNetPool with workers in Python, which speak as those in .NET do, and with those in .NET."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from children import PATIENCE, SOURCE, runs, until
from drive import built, children_of_this_process

from dotnet_bridge import (
    BridgeConnectionError,
    BridgeError,
    DotNetPool,
    DotNetStartError,
    RowError,
    connect,
)
from dotnet_bridge._crew import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are about POSIX systems")

FUNCTIONS = """
import os, signal, time

def same(row): return row
def double(row): return row * 2
def count(row): yield from range(row)
def no_threes(row):
    if row % 10 == 3:
        raise ValueError("no threes")
    return row
def dies_on_seven(row):
    if row == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return row
def slow(row):
    time.sleep(0.005)
    return row, os.getpid()
def large(row): return b"x" * 1_000_000
def unpicklable(row): return lambda: row
"""


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("functions") / "functions.py"
    file.write_text(FUNCTIONS)
    return str(file)


@pytest.fixture(scope="module", autouse=True)
def nothing_left() -> Iterator[None]:
    """Asserts that no process and no thread is left by the tests of this module."""
    resource_tracker.ensure_running()  # the one that multiprocessing keeps
    before = children_of_this_process(), set(threading.enumerate())
    yield
    until("the processes have ended", lambda: children_of_this_process() <= before[0])
    until("the threads have ended", lambda: set(threading.enumerate()) <= before[1])


@pytest.fixture(scope="module")
def same(functions: str) -> Iterator[DotNetPool]:
    with DotNetPool(f"{functions}:same", 2) as pool:
        yield pool


def test_results_come_in_order_or_as_they_are_done(functions: str) -> None:
    with DotNetPool(f"{functions}:double", 2) as pool:
        expected = [row * 2 for row in range(5000)]
        assert pool.map(range(5000)) == expected
        assert list(pool.imap(row for row in range(5000))) == expected
        assert sorted(pool.imap_unordered(range(5000))) == expected
        assert pool.map([]) == []
        assert pool.map(["a"], chunksize=7) == ["aa"]
        assert (pool.processes, len(pool.pids), pool.restarts) == (2, 2, 0)


def test_each_row_has_one_result_that_knows_it(functions: str) -> None:
    with DotNetPool(f"{functions}:no_threes", 2) as pool:
        results = list(pool.results(range(100), ordered=False))

        assert sorted(result.index for result in results) == list(range(100))
        assert all(result.index == result.row for result in results)
        assert all(result.value == result.row for result in results if not result.error)
        failed = [result for result in results if result.error]
        assert sorted(result.index for result in failed) == list(range(3, 100, 10))
        with pytest.raises(RowError):
            _ = failed[0].value


def test_an_input_may_change_its_row_and_yield_it_again(same: DotNetPool) -> None:
    def rows(row: Any) -> Iterator[Any]:  # noqa: ANN401
        for number in range(200):
            row[0] = number
            yield row

    assert same.map(rows({}), chunksize=50) == [{0: number} for number in range(200)]
    assert [result.row for result in same.results(rows([None]), 50)] == [[n] for n in range(200)]


def test_an_error_is_raised_with_its_row_and_the_iterator_goes_on(functions: str) -> None:
    with DotNetPool(f"{functions}:no_threes", 2) as pool:
        results = pool.imap(range(12))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(RowError) as caught:
            next(results)
        assert list(results) == [4, 5, 6, 7, 8, 9, 10, 11]

        error = caught.value
        assert (error.index, error.row, error.type) == (3, 3, "builtins.ValueError")
        assert (error.message, error.arguments) == ("no threes", ("no threes",))
        assert str(error) == "row 3: builtins.ValueError: no threes"
        assert 'raise ValueError("no threes")' in error.stack_trace
        assert error.stack_trace.strip() in str(error.__cause__)


def test_errors_may_come_as_values(functions: str) -> None:
    with DotNetPool(f"{functions}:no_threes", 2) as pool:
        results = pool.map(range(10), errors="return")

        assert [row for row in results if not isinstance(row, RowError)] == [
            *range(3),
            *range(4, 10),
        ]
        assert isinstance(results[3], RowError)
        with pytest.raises(ValueError, match="errors is 'raise' or 'return', not 'ignore'"):
            pool.map([], errors="ignore")  # type: ignore[arg-type]


def test_a_generator_makes_a_list_for_its_row(functions: str) -> None:
    with DotNetPool(f"{functions}:count", 1) as pool:
        assert pool.map([2, 0, 1]) == [[0, 1], [], [0]]


def test_killed_workers_cost_no_row_and_none_comes_twice(functions: str) -> None:
    with DotNetPool(f"{functions}:double", 2) as pool:
        for ordered in (True, False):
            results = []
            for result in pool.results(range(60_000), ordered=ordered):
                results.append(result)
                if len(results) in (5_000, 25_000):
                    os.kill(pool.pids[0], signal.SIGKILL)
            if not ordered:
                results.sort(key=lambda result: result.index)
            assert [result.index for result in results] == list(range(60_000))
            assert all(result.value == result.row * 2 for result in results)
        # One that was killed right before it ended by itself may go unseen until the next map.
        assert pool.map([1]) == [2]
        assert pool.restarts == 4


def test_a_batch_that_kills_its_workers_fails_and_the_rest_goes_on(functions: str) -> None:
    with DotNetPool(f"{functions}:dies_on_seven", 2, chunksize=5, max_deaths=2) as pool:
        results = list(pool.results(range(40)))

        assert [result.index for result in results] == list(range(40))
        assert [result.row for result in results if result.error] == [5, 6, 7, 8, 9]
        error = results[7].error
        assert error is not None
        assert error.type == RowError.WORKER_DIED
        assert error.message == (
            "2 worker processes ended while working on this row or one of the 4 others in its "
            "batch (last: killed by signal 9)."
        )
        assert pool.restarts == 2


def test_the_input_is_read_lazily_and_no_further_than_the_window(same: DotNetPool) -> None:
    read = itertools.count()
    results = same.imap(next(read) and row for row in itertools.repeat("r"))
    next(results)
    seen = -1
    while seen != (seen := int(repr(read)[6:-1])):  # until it reads no more
        time.sleep(0.3)
    assert seen < 20_000
    results.close()
    assert same.map([1]) == [1]


def test_large_results_that_nobody_reads_do_not_pile_up(functions: str) -> None:
    with DotNetPool(f"{functions}:large", 2) as pool:
        results = pool.imap(range(1000))
        next(results)
        running: Any = results._map
        until("the window is full", lambda: not running._window.may_dispatch(0))
        assert running._results.qsize() < 40
        results.close()


def test_an_input_that_raises_delivers_the_rows_before(same: DotNetPool) -> None:
    def rows() -> Iterator[int]:
        yield from range(250)
        raise LookupError("the end of the file is missing")

    results = same.imap(rows())
    assert [next(results) for _ in range(250)] == list(range(250))
    with pytest.raises(LookupError, match="the end of the file"):
        next(results)
    assert list(results) == []


def test_rows_go_out_when_the_input_pauses(same: DotNetPool) -> None:
    asked = threading.Event()

    def rows() -> Iterator[int]:
        yield from range(3)
        assert asked.wait(20)
        yield 3

    results = same.imap(rows(), chunksize=100)
    assert [results.next(timeout=20) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(multiprocessing.TimeoutError):
        results.next(timeout=0.01)
    asked.set()
    assert list(results) == [3]


def test_a_consumer_may_stop_early(same: DotNetPool) -> None:
    for value in same.imap(itertools.count()):
        if value == 1000:
            break
    assert same.map([1, 2]) == [1, 2]


def test_one_map_at_a_time(same: DotNetPool) -> None:
    first = same.imap(itertools.count())
    next(first)
    with pytest.raises(RuntimeError, match="Another map of this pool is running"):
        same.map([1])
    first.close()
    with pytest.raises(StopIteration):
        next(first)
    with pytest.raises(TypeError, match="'int' object is not iterable"):
        same.imap(5)  # type: ignore[arg-type]


def test_a_map_may_follow_the_last_result_of_another(same: DotNetPool) -> None:
    for number in range(100):
        results = same.imap([number])
        assert next(results) == number
    assert list(results) == []


def test_what_cannot_be_pickled_is_an_error_of_its_row(functions: str, same: DotNetPool) -> None:
    results = same.map([1, lambda: 2, 3], chunksize=3, errors="return")
    assert [results[0], results[2]] == [1, 3]
    assert "the row cannot be pickled" in results[1].message
    with DotNetPool(f"{functions}:unpicklable", 1) as pool, pytest.raises(RowError, match="pickle"):
        pool.map([1])


def test_a_worker_killed_between_two_maps_is_replaced(same: DotNetPool) -> None:
    pids = same.pids
    os.kill(pids[0], signal.SIGKILL)
    workers = same._core.crew.present()
    until("the pool has seen it", lambda: any(worker.has_ended for worker in workers))
    assert same.map([1]) == [1]
    assert len(same.pids) == 2
    assert pids[0] not in same.pids


def test_the_manager_may_be_the_callers(functions: str) -> None:
    with multiprocessing.get_context("spawn").Manager() as manager:
        with DotNetPool(f"{functions}:double", 1, manager=manager) as pool:
            assert pool.map([1]) == [2]
        address: Any = manager.address
        key: Any = manager._authkey  # type: ignore[attr-defined]
        with DotNetPool(f"{functions}:double", 1, address=address, authkey=bytes(key)) as pool:
            assert pool.map([2]) == [4]
        with pytest.raises(multiprocessing.AuthenticationError):
            DotNetPool(f"{functions}:double", 1, address=address, authkey="another")


def test_a_manager_that_dies_is_told(functions: str) -> None:
    with DotNetPool(f"{functions}:same", 1) as pool:
        server: Any = pool._core._server
        results = pool.imap(itertools.count())
        next(results)
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(BridgeConnectionError, match="is gone; start it again"):
            list(results)
        with pytest.raises(BridgeError):
            pool.map([1])


@pytest.mark.parametrize(
    ("function", "text"),
    [
        ("nothing", "has no function 'nothing'; it has: count"),
        ("FUNCTIONS.missing", "has no function"),
    ],
)
def test_a_worker_that_does_not_start_tells_why(functions: str, function: str, text: str) -> None:
    with pytest.raises(DotNetStartError, match=text):
        DotNetPool(f"{functions}:{function}", 2)


def test_a_program_that_is_no_worker_is_told(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho hello\n")
    program.chmod(0o755)
    with pytest.raises(DotNetStartError, match=r"ended .* \(exit code 0\); .* call BridgeWorker"):
        DotNetPool(program, 1)
    program.write_text("#!/bin/sh\necho oh no >&2\nexit 5\n")
    with pytest.raises(
        DotNetStartError, match=r"ended before it was ready \(exit code 5\): oh no;"
    ):
        DotNetPool(program, 1)
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    with pytest.raises(DotNetStartError, match=r"was not ready within 0\.2 s; raise start_timeout"):
        DotNetPool(program, 1, start_timeout=0.2)


def test_a_closed_pool_says_so(functions: str) -> None:
    pool = DotNetPool(f"{functions}:same", 1)
    results = pool.imap(itertools.count())
    next(results)
    pool.close()
    pool.close()
    with pytest.raises(BridgeError, match="The pool was closed"):
        list(results)
    with pytest.raises(ValueError, match="The pool is closed"):
        pool.map([1])
    assert "closed" in repr(pool)


def test_a_close_that_is_interrupted_ends_the_processes_all_the_same(
    functions: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = DotNetPool(f"{functions}:same", 2)
    server: Any = pool._core._server
    pids = [*pool.pids, server.pid]

    def interrupt(self: Worker) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Worker, "send_stop", interrupt)
    with pytest.raises(KeyboardInterrupt):
        pool.close()
    until("they have ended", lambda: not any(map(runs, pids)))


def test_a_map_that_starts_while_the_pool_closes_ends_with_it(
    functions: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = DotNetPool(f"{functions}:same", 1)
    fill = pool._core.crew.fill

    def fill_and_close() -> None:
        fill()
        pool.close()

    monkeypatch.setattr(pool._core.crew, "fill", fill_and_close)
    results = pool.imap(range(3))
    with pytest.raises(BridgeError, match="The pool was closed"):
        results.next(timeout=PATIENCE)


def test_a_dropped_pool_ends_its_processes_and_an_iterator_keeps_it(functions: str) -> None:
    results = DotNetPool(f"{functions}:same", 1).imap(range(3))
    pids = results._pool.pids  # type: ignore[attr-defined]
    assert list(results) == [0, 1, 2]
    del results
    until("it has ended", lambda: not any(map(runs, pids)))


# Without a guard of __main__, and without a file of it: what Jupyter has.
SCRIPT = """
import os, sys
sys.path.insert(0, {source!r})
from dotnet_bridge import DotNetPool
pool = DotNetPool({worker!r}, 2)
print(pool.map(range(5)), pool.pids, pool._core._server.pid, flush=True)
{then}
"""


@pytest.mark.parametrize(
    ("then", "code"),
    [
        ("", 0),
        ("import signal; os.kill(os.getpid(), signal.SIGKILL)", -9),
        (
            # A forked child that outlives us keeps nothing alive, and ends nothing.
            "import signal, time\nif os.fork() == 0:\n"
            "    try: pool.map([1])\n    except RuntimeError as error: print(error, flush=True)\n"
            "    pool.close()\n    time.sleep(1)\n    os._exit(0)\n"
            "time.sleep(0.3)\n"
            "assert pool.map([1]) == [1]\nos.kill(os.getpid(), signal.SIGKILL)",
            -9,
        ),
    ],
    ids=["end", "kill", "fork"],
)
def test_the_processes_end_with_the_program_however_it_ends(
    functions: str, then: str, code: int
) -> None:
    script = SCRIPT.format(source=SOURCE, worker=f"{functions}:same", then=then)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith("[0, 1, 2, 3, 4] ["), done.stderr
    numbers = done.stdout.splitlines()[0].partition("] ")[2].replace("[", "").replace("]", ",")
    pids = [int(text) for text in numbers.split(",") if text.strip()]
    assert len(pids) == 3
    until("the processes have ended", lambda: not any(map(runs, pids)))


class TestDotNet:
    """The same with C#."""

    @pytest.fixture
    def rows(self, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setenv("DOTNET_BRIDGE_WORKER_HOST", built("Bridge.WorkerHost"))
        return f"{built('Bridge.TestWorkers')}:Bridge.TestWorkers.Rows."

    def test_every_row_comes_once_when_workers_are_killed(self, rows: str) -> None:
        with DotNetPool(f"{rows}Double", 2) as pool:
            for ordered in (True, False):
                got = []
                for result in pool.results(iter(range(50_000)), ordered=ordered):
                    got.append(result)
                    if len(got) == 10_000:
                        os.kill(pool.pids[0], signal.SIGKILL)
                if not ordered:
                    got.sort(key=lambda result: result.index)
                assert [result.index for result in got] == list(range(50_000))
                assert all(result.value == 2 * result.row for result in got)
            assert pool.map([1]) == [2]
            assert pool.restarts == 2

    def test_an_error_has_the_words_of_dotnet(self, rows: str) -> None:
        with DotNetPool(f"{rows}Fail", 1) as pool, pytest.raises(RowError) as caught:
            pool.map(range(5))
        assert caught.value.type == "System.ArgumentOutOfRangeException"
        assert caught.value.index == 3
        assert "no threes" in caught.value.message
        assert "Rows.Fail" in caught.value.stack_trace

    def test_rows_of_text_become_a_record(self, rows: str) -> None:
        with DotNetPool(f"{rows}PriceRecord", 1, columns=True) as pool:
            good, bad = pool.map([{"item": "a", "net": "2"}, {"item": "b"}], errors="return")
        assert good == {"item": "a", "gross": Decimal("2.38")}
        assert isinstance(bad, RowError)
        assert bad.type == "dotnet_bridge.MissingColumnError"

    def test_several_results_of_a_row_are_a_list(self, rows: str) -> None:
        with DotNetPool(f"{rows}Countdown", 1) as pool:
            assert pool.map([2, 0, "three"], errors="return")[:2] == [[2, 1], []]

    def test_the_sample_builds_its_library_and_runs(self, rows: str) -> None:
        sample = Path(__file__).parents[3] / "samples" / "python-drives-dotnet" / "prices.py"
        done = subprocess.run(
            [sys.executable, str(sample)],
            env={**os.environ, "PYTHONPATH": SOURCE},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.splitlines() == [
            "row 1 failed: System.ArgumentOutOfRangeException",
            "total: 23812.60",
        ], done.stderr

    def test_a_mistake_in_the_name_is_told(self, rows: str) -> None:
        with pytest.raises(DotNetStartError, match="Doubel"):
            DotNetPool(f"{rows}Doubel", 1)

    def test_a_program_of_its_own_works_for_the_callers_manager(self, tmp_path: Path) -> None:
        program = built("Bridge.TestWorkers")
        with multiprocessing.get_context("spawn").Manager() as manager:
            key: Any = manager._authkey  # type: ignore[attr-defined]
            client = connect(manager.address, bytes(key))
            with DotNetPool(program, 1, manager=client, cwd=tmp_path) as pool:
                assert pool.map([1, "x"], errors="return")[0] == 2
