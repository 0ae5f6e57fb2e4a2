"""Which batch is where: waiting, with a worker, or done; and how much travels together."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

# Two, so that a worker finds its next task waiting when it has finished one.
_TASKS_PER_WORKER = 2

# A message through the manager costs about as much as a hundred rows of a quick function; with ten
# times as many it is lost in the noise.
_MAX_ROWS = 1200
_MAX_BATCHES = 100
_MAX_SECONDS = 0.005  # of work: what waits behind it, or is done again, is not worth a thought
_MAX_BYTES = 256 * 1024  # of pickles, in and out


@dataclass(eq=False)
class Batch:
    """Rows that travel together.

    :ivar number: Unique within the pool, ascending.
    :ivar first_row: The number of its first row in the input.
    :ivar deaths: How many workers died while they worked on it, or on one that it was sent with.
    """

    number: int
    first_row: int
    rows: list[Any]
    pickle: bytes
    deaths: int = 0
    waits: bool = False


@dataclass
class Answer:
    """A batch that is done: the pickled outcome of its rows, or the reason why there is none.

    :ivar failure: What makes a RowError: type, message, stack trace and arguments.
    """

    batch: Batch
    pickle: bytes = b""
    plain: bool = False
    failure: tuple[str, str, str, tuple[Any, ...]] | None = None

    @property
    def size(self) -> int:
        """The length of its pickles, in and out."""
        return len(self.batch.pickle) + len(self.pickle)


@dataclass
class Board:
    """Pure bookkeeping. One owner.

    :ivar max_deaths: How many workers one batch may kill.
    """

    max_deaths: int
    waiting: deque[Batch] = field(default_factory=deque)
    open: dict[int, Batch] = field(default_factory=dict)
    _held: dict[int, list[list[Batch]]] = field(default_factory=dict)

    def add(self, batch: Batch) -> None:
        """Take a new batch."""
        self.open[batch.number] = batch
        self._queue([batch])

    def take_for(self, worker: int, most: int, *, final: bool) -> list[Batch]:
        """The batches of the next task for a worker, which now has them; none when it has enough.

        A batch that a worker died with goes alone, so that the next death is its own fault.

        :param most:
            How many batches may travel together.
        :param final:
            No more input is to come; else a busy worker waits until a task is full.
        """
        held = self._held.setdefault(worker, [])
        if not self.waiting or len(held) >= _TASKS_PER_WORKER:
            return []
        if held and (held[0][0].deaths or self.waiting[0].deaths):
            return []
        count, full = self._fill(most)
        if held and not full and not final:
            return []
        task = [self.waiting.popleft() for _ in range(count)]
        for batch in task:
            batch.waits = False
        held.append(task)
        return task

    def complete(self, worker: int, answers: list[tuple[int, bytes, bool]]) -> list[Answer]:
        """Mark batches of one task done. What else was in the task waits again, first of all.

        :return:
            The answers, without those of batches that were done before: a second delivery counts
            for nothing.
        """
        done = []
        for number, blob, plain in answers:
            batch = self.open.pop(number, None)
            if batch is not None:
                if batch.waits:
                    self.waiting.remove(batch)
                    batch.waits = False
                done.append(Answer(batch, blob, plain))
        held = self._held.get(worker, [])
        for index, task in enumerate(held):
            if any(batch.number == answers[0][0] for batch in task):
                del held[index]
                self._queue(task)
                break
        return done

    def lose(self, worker: int) -> Batch | None:
        """Take back what a worker that ended had, all of whose results have been seen.

        :return:
            The batch it worked on, if that has killed too many workers; it is done with.
        """
        held = self._held.pop(worker, [])
        # A late result may have come by another way.
        held = [task for task in held if any(batch.number in self.open for batch in task)]
        poison = None
        if held:
            # Workers take their tasks in order: it worked on the first. On which batch of that,
            # nobody knows; each goes alone from now on, and only one that was alone is given up.
            for batch in held[0]:
                batch.deaths += 1
            if len(held[0]) == 1 and held[0][0].deaths >= self.max_deaths:
                poison = held.pop(0)[0]
                del self.open[poison.number]
        for task in held:
            self._queue(task)
        return poison

    def has_work(self, worker: int) -> bool:
        """Whether a worker has batches."""
        return bool(self._held.get(worker))

    def _fill(self, most: int) -> tuple[int, bool]:
        count = rows = size = 0
        for batch in self.waiting:
            rows += len(batch.rows)
            size += len(batch.pickle)
            if count and (batch.deaths or size > _MAX_BYTES or rows > _MAX_ROWS or count >= most):
                return count, True
            count += 1
            if batch.deaths:
                return 1, True
        return count, count >= most

    def _queue(self, task: list[Batch]) -> None:
        """In the order of the rows: the first is the one that an ordered map needs first."""
        for batch in task:
            if batch.waits or batch.number not in self.open:
                continue
            batch.waits = True
            if not self.waiting or self.waiting[-1].number < batch.number:
                self.waiting.append(batch)
                continue
            place = next(i for i, other in enumerate(self.waiting) if other.number > batch.number)
            self.waiting.insert(place, batch)


class TaskSize:
    """How much travels together: much while it is quick and small, one when it is not.

    :param rows:
        How many rows a batch has at most.
    :param fixed:
        Each batch has so many; else they begin with one and grow while they are quick.
    """

    def __init__(self, rows: int, *, fixed: bool) -> None:
        self._most_rows = rows
        self._least_rows = rows if fixed else 1
        self.rows = rows if fixed else 1
        self.batches = 1

    def observe(self, rows: int, batches: int, seconds: float, size: int) -> None:
        """Learn from batches that are done. Grows step by step, and shrinks at once."""
        fit = min(_MAX_SECONDS / max(seconds, 1e-9), _MAX_BYTES / max(size, 1))
        if rows * fit >= 2 * self.rows:
            self.rows = min(2 * self.rows, self._most_rows)
        elif rows * fit < self.rows:
            self.rows = max(self.rows // 2, self._least_rows)
        most = min(max(_MAX_ROWS // self.rows, 1), _MAX_BATCHES, 2 * self.batches)
        self.batches = int(max(1, min(fit * batches, most)))
