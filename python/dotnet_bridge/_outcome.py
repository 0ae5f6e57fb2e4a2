"""What became of the rows of a map, one after the other."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from multiprocessing import TimeoutError
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._batch import _ERROR, _VALUE, _VALUES
from ._problems import BridgeError, RowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typing_extensions import Self

    from ._board import Answer
    from ._map import Map

    Failure = tuple[str, str, str, tuple[Any, ...]]  # type, message, trace, arguments

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class RowResult:
    """What became of one row.

    :ivar index: The number of the row in the input, from 0.
    :ivar row: The row itself.
    :ivar error: Why there is no value; None on success.
    """

    index: int
    row: Any
    error: RowError | None = None
    _value: Any = None

    @property
    def value(self) -> Any:  # noqa: ANN401 - whatever the function returns
        """What the function returned; a list of all values if it gives several for a row.

        :raises RowError:
            There is none.
        """
        if self.error is not None:
            raise self.error
        return self._value

    def __repr__(self) -> str:
        outcome = f"value={self._value!r}" if self.error is None else f"error={self.error!r}"
        return f"RowResult(index={self.index}, row={self.row!r}, {outcome})"


RowResult.__module__ = "dotnet_bridge"


class Rows(Generic[_Item]):
    """The results of a map, as an iterator. One thread at a time.

    A RowError that is raised does not end it: the next call of ``next`` gives the next row. Dropped
    or closed before its end, it ends the workers that have work.
    """

    def __init__(self, pool: object, running: Map, convert: Callable[[RowResult], _Item]) -> None:
        self._pool = pool  # which would end if nobody held it
        self._map = running
        self._convert = convert
        self._answer: Answer | None = None
        self._rows: Iterator[RowResult] = iter(())
        self._ended = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> _Item:
        return self.next()

    def next(self, timeout: float | None = None) -> _Item:
        """The next result.

        :param timeout:
            In seconds; None to wait for as long as it takes.
        :raises StopIteration:
            There are no more.
        :raises multiprocessing.TimeoutError:
            It did not come in time.
        """
        while True:
            for result in self._rows:
                return self._convert(result)
            if self._ended:
                raise StopIteration
            if self._answer is not None:
                answer, self._answer = self._answer, None
                self._map.leave(answer)
            try:
                self._answer = self._map.next(timeout)
            except StopIteration:
                self._ended = True
                raise
            except (TimeoutError, KeyboardInterrupt):
                raise
            except BaseException:
                self._ended = True
                raise
            self._rows = read(self._answer)

    def close(self) -> None:
        """End the map; the workers that have work are ended with it, the next map starts others."""
        self._ended = True
        self._rows = iter(())
        self._map.stop(wait=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        running = getattr(self, "_map", None)
        if running is not None:
            running.stop(wait=False)


def read(answer: Answer) -> Iterator[RowResult]:
    """The outcomes, one for each row, in order."""
    batch = answer.batch
    if answer.failure is not None:
        return failed(batch.first_row, batch.rows, answer.failure)
    try:
        outcomes = pickle.loads(answer.pickle)
    except Exception as error:
        return failed(batch.first_row, batch.rows, cannot_read(error))
    return tell(batch.first_row, batch.rows, outcomes, plain=answer.plain)


def tell(first: int, rows: list[Any], outcomes: object, *, plain: bool) -> Iterator[RowResult]:
    """The outcomes of rows, which are unpickled.

    A worker sends a list of values if there is nothing else; or one of ``(0, value)``, ``(1,
    [values])``, and ``(2, type, message, trace, arguments)``.

    :param first:
        The number of the first row.
    """
    if not isinstance(outcomes, list) or len(outcomes) != len(rows):
        raise _not_ours()
    for index, (row, outcome) in enumerate(zip(rows, outcomes), first):
        yield _read_one(index, row, (_VALUE, outcome) if plain else outcome)


def failed(first: int, rows: list[Any], failure: Failure) -> Iterator[RowResult]:
    """The same failure for each row."""
    for index, row in enumerate(rows, first):
        yield RowResult(index, row, RowError(index, row, *failure))


def cannot_pickle(error: Exception) -> Failure:
    """A row cannot be sent."""
    return _name(error), f"the row cannot be pickled: {error}", "", ()


def cannot_read(error: Exception) -> Failure:
    """What came back cannot be unpickled here."""
    return _name(error), f"the result of the worker cannot be read: {error}", "", ()


def _name(error: Exception) -> str:
    module = type(error).__module__
    return f"{'pickle' if module == '_pickle' else module}.{type(error).__qualname__}"


def _read_one(index: int, row: object, outcome: Any) -> RowResult:  # noqa: ANN401
    if not isinstance(outcome, tuple) or not outcome:
        raise _not_ours()
    kind, *parts = outcome
    if kind in (_VALUE, _VALUES) and len(parts) == 1:
        return RowResult(index, row, None, parts[0])
    if kind == _ERROR and len(parts) == 4:
        kind, message, trace, arguments = parts
        return RowResult(index, row, RowError(index, row, kind, message, trace, tuple(arguments)))
    raise _not_ours()


def _not_ours() -> BridgeError:
    return BridgeError(
        "A worker sent a result that is not ours; does something else use the pool's queue?"
    )
