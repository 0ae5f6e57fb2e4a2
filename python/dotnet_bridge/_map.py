"""One map over a pool: a thread that reacts to input, results and deaths, one at a time."""

from __future__ import annotations

import os
import pickle
import queue
import threading
import time
from multiprocessing import TimeoutError
from typing import TYPE_CHECKING, Any

from ._batch import _own
from ._board import Answer, Batch, Board, TaskSize
from ._crew import LOST_MANAGER, describe_exit
from ._outcome import cannot_pickle
from ._problems import BridgeError, DotNetStartError, RowError
from ._pump import lost_manager
from ._window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._crew import Crew, Worker
    from ._pump import Pump

_PROTOCOL = 4
_PAUSE = 0.05  # seconds; when the input pauses for so long, the rows at hand go out
_SLICE = 1.0  # seconds; Windows sees Ctrl-C only between two waits
_MAX_FRUITLESS_DEATHS = 5  # so many workers may end in a row with nothing to do
_STOP_PATIENCE = 5.0
_SETTLE_PATIENCE = 0.5


class Map:
    """Runs from :meth:`start` until all is done, or :meth:`stop`.

    :param done:
        Called at the end, on the thread of the map.
    """

    def __init__(
        self,
        crew: Crew,
        pump: Pump,
        numbers: Iterator[int],
        *,
        processes: int,
        max_deaths: int,
        ordered: bool,
        size: TaskSize,
    ) -> None:
        self._crew = crew
        self._pump = pump
        self._numbers = numbers
        self._ordered = ordered
        self._max_deaths = max_deaths
        self._processes = processes
        self._board = Board(max_deaths)
        self._window = Window(processes * (8 if ordered else 4))
        self._size = size
        self._events: queue.SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]]]
        self._events = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Answer | BaseException | None] = queue.SimpleQueue()
        self._gate = threading.Lock()  # of the parts and what is unread
        self._part: list[Any] = []
        self._part_since = 0.0
        self._has_room = False  # for the part; only the thread of the input changes it
        self._rows_read = 0
        self._unread = 0
        self._early: dict[int, Answer] = {}
        self._draining: dict[int, tuple[Worker, int]] = {}
        self._next_row = 0
        self._fruitless_deaths = 0
        self._input_ended = False
        self._input_error: BaseException | None = None
        self._owner = os.getpid()
        self._stopped = False
        self._finished = False
        self._thread = threading.Thread(target=self._run, name="dotnet_bridge map", daemon=True)

    def start(self, rows: Iterator[Any]) -> None:
        """Begin, on threads of its own: the input may block for as long as it likes."""
        self._thread.start()
        threading.Thread(
            target=self._read, args=(rows,), name="dotnet_bridge input", daemon=True
        ).start()

    @property
    def is_running(self) -> bool:
        """Whether it works on rows; that a consumer has not read all does not count."""
        return not self._finished

    @property
    def is_stopped(self) -> bool:
        """Whether it was told to end."""
        return self._stopped

    def next(self, timeout: float | None) -> Answer:
        """Wait for a batch that is done.

        :raises StopIteration:
            There are no more.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _SLICE if deadline is None else min(deadline - time.monotonic(), _SLICE)
            try:
                found = self._results.get(timeout=max(left, 0))
            except queue.Empty:
                if deadline is not None and time.monotonic() >= deadline:
                    raise TimeoutError(f"No result came within {timeout:g} s.") from None
                continue
            if isinstance(found, Answer):
                return found
            if found is None:
                raise StopIteration
            raise found

    def settle(self) -> None:
        """Give it a moment to end if all that was read from it is all there is."""
        if self._results.empty() and not self._board.open:
            self._thread.join(_SETTLE_PATIENCE)

    def leave(self, answer: Answer) -> None:
        """The rows of a batch were consumed."""
        with self._gate:
            self._unread -= 1
        if self._window.leave(answer.size):
            self._post(lambda: None)

    def stop(self, *, wait: bool) -> None:
        """End it. May come from any thread, also when all is done."""
        if os.getpid() != self._owner:
            return  # a forked process; a thread that is not there may have held the locks
        self._stopped = True
        self._window.close()
        self._post(lambda: None)
        if wait and threading.current_thread() is not self._thread:
            self._thread.join(_STOP_PATIENCE)

    def _post(self, what: Callable[..., None], *arguments: object) -> None:
        self._events.put((what, arguments))

    # The thread of the input

    def _read(self, rows: Iterator[Any]) -> None:
        error: BaseException | None = None
        try:
            for row in self._entered(rows):
                with self._gate:
                    if not self._part:
                        self._part_since = time.monotonic()
                    self._part.append(_own(row))
                    if len(self._part) >= self._size.rows:
                        self._publish()
                        self._has_room = False
        except BaseException as caught:
            error = caught  # what was read before is still worked on and delivered
        with self._gate:
            self._publish()
        self._post(self._end_input, error)

    def _entered(self, rows: Iterator[Any]) -> Iterator[Any]:
        """The rows, the first of each batch only when there is room for it."""
        while not self._stopped:
            if not self._has_room:
                if not self._window.enter():
                    return
                self._has_room = True
            try:
                yield next(rows)
            except StopIteration:
                return

    def _publish(self) -> None:
        """Pickle the rows at hand. The gate is held."""
        rows, self._part = self._part, []
        if not rows:
            return
        try:
            blob = pickle.dumps(rows, _PROTOCOL)
        except Exception as error:
            if len(rows) == 1:
                batch = self._batch(rows, b"")
                self._post(self._emit, Answer(batch, failure=cannot_pickle(error)))
                return
            self._window.add(0, batches=len(rows) - 1)
            for row in rows:
                self._part = [row]
                self._publish()
            return
        self._window.add(len(blob))
        self._post(self._board.add, self._batch(rows, blob))

    def _batch(self, rows: list[Any], blob: bytes) -> Batch:
        first, self._rows_read = self._rows_read, self._rows_read + len(rows)
        return Batch(next(self._numbers), first, rows, blob)

    # The thread of the map

    def _run(self) -> None:
        end: BaseException | None = None
        try:
            self._crew.watch(lambda worker, code: self._post(self._mourn, worker, code))
            self._pump.listen(
                lambda *result: self._post(self._complete, *result),
                lambda worker: self._post(self._bury, worker),
                lambda error: self._post(self._break, error),
            )
            while (
                not self._stopped
                and not self._crew.closed
                and not (self._input_ended and not self._board.open)
            ):
                self._react()
                self._dispatch()
            end = self._input_error
        except BaseException as error:
            end = error
        finally:
            self._window.close()
            self._crew.watch(None)
            self._pump.listen(None, None, None)
            if self._crew.closed:
                end = BridgeError("The pool was closed.")
            else:
                for worker in self._crew.present():
                    if self._board.has_work(worker.number):
                        self._crew.dismiss(worker, kill=True)
            self._finished = True
            self._results.put(end)

    def _react(self) -> None:
        try:
            what, arguments = self._events.get(timeout=None if self._input_ended else _PAUSE)
            while True:
                what(*arguments)
                what, arguments = self._events.get_nowait()
        except queue.Empty:
            pass
        if self._part and time.monotonic() - self._part_since >= _PAUSE:
            with self._gate:
                if self._part and self._window.try_enter():  # the room of the next part
                    self._publish()

    def _dispatch(self) -> None:
        sent = True
        while sent:
            sent = False
            for worker in self._crew.present():
                # In this order: what the consumer reads after a no is told by an event.
                if worker.has_ended or not (
                    self._window.may_dispatch(len(self._board.waiting)) or self._is_next_missing()
                ):
                    continue
                task = self._board.take_for(
                    worker.number, self._size.batches, final=self._input_ended
                )
                if task:
                    with lost_manager(self._pump.where):
                        worker.send(task)
                    sent = True

    def _is_next_missing(self) -> bool:
        """Early results fill the window, all others were read, and only this row lets them out."""
        waiting = self._board.waiting
        missing = self._early and waiting and waiting[0].first_row == self._next_row
        return bool(missing) and self._unread == 0

    def _end_input(self, error: BaseException | None) -> None:
        self._input_ended = True
        self._input_error = error

    def _break(self, error: BaseException) -> None:
        raise error

    def _complete(
        self, worker: int, answers: list[tuple[int, bytes, bool]], seconds: float
    ) -> None:
        done = self._board.complete(worker, answers)
        for answer in done:
            self._window.add(len(answer.pickle))
            self._fruitless_deaths = 0
            self._emit(answer)
        # Where one death is enough, a batch goes alone: the guilty one must be known at once.
        if done and self._max_deaths > 1:
            rows = sum(len(answer.batch.rows) for answer in done)
            self._size.observe(rows, len(done), seconds, sum(answer.size for answer in done))
            # Two that the worker has, and one that is read or made.
            self._window.widen(3 * self._processes * self._size.batches)

    def _mourn(self, worker: Worker, code: int) -> None:
        """A marker behind its last results, in the queue still, says when all were seen."""
        self._crew.logger.warning(
            "worker %d, process %d, ended (%s); another takes its place",
            worker.number,
            worker.pid,
            describe_exit(code),
        )
        self._draining[worker.number] = worker, code
        with lost_manager(self._pump.where):
            if code == LOST_MANAGER:
                self._pump.ping()
            self._pump.mark_drained(worker.number)

    def _bury(self, number: int) -> None:
        if number not in self._draining:
            return  # of an earlier run
        worker, code = self._draining.pop(number)
        had_work = self._board.has_work(number)
        poison = self._board.lose(number)
        if poison is not None:
            self._emit(Answer(poison, failure=_obituary(poison, worker, code)))
        if not had_work:
            self._fruitless_deaths += 1
            if self._fruitless_deaths > _MAX_FRUITLESS_DEATHS:
                raise DotNetStartError(
                    f"Workers keep ending while they have nothing to do ({describe_exit(code)}); "
                    "look at what they print.",
                    worker.child.last_words,
                )

        def ready(error: BaseException | None) -> None:
            self._post(lambda: None) if error is None else self._post(self._break, error)

        self._crew.replace(worker, ready)

    def _emit(self, answer: Answer) -> None:
        if not self._ordered:
            self._deliver(answer)
            return
        self._early[answer.batch.first_row] = answer
        while self._next_row in self._early:
            following = self._early.pop(self._next_row)
            self._next_row += len(following.batch.rows)
            self._deliver(following)

    def _deliver(self, answer: Answer) -> None:
        with self._gate:
            self._unread += 1
        self._results.put(answer)


def _obituary(poison: Batch, worker: Worker, code: int) -> tuple[str, str, str, tuple[Any, ...]]:
    others = len(poison.rows) - 1
    deaths = f"{poison.deaths} worker processes" if poison.deaths > 1 else "1 worker process"
    return (
        RowError.WORKER_DIED,
        f"{deaths} ended while working on this row"
        f"{f' or one of the {others} others in its batch' if others else ''} "
        f"(last: {describe_exit(code)}).",
        worker.child.last_words,
        (),
    )
