"""Running the user's function over one batch of rows, and what goes back for each row.

The answer is the pickle of a list with one entry per row: the values if there is nothing else to
tell, which makes a plain answer; or ``(0, value)``, ``(1, [values, …])`` for a generator, and ``(2,
type, message, traceback, args)`` when it raised. A generator that raises half-way is that row's
error, and the values before it are dropped: a row counts once or not at all.
"""

from __future__ import annotations

import pickle
from collections.abc import Generator
from time import perf_counter

from ._functions import format_traceback
from ._row import Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Entry = tuple[Any, ...]

_PROTOCOL = 4
_VALUE, _VALUES, _ERROR = 0, 1, 2
_MAX_TEXT = 20_000  # characters; of a longer traceback the middle is left out
_MAX_DEPTH = 4
_MAX_SECONDS = (
    0.05  # for the batches of one task; those that another worker may have are given back
)
_MAX_BYTES = 1 << 20  # of their results
_PLAIN = frozenset({dict, list, str, int, float, bool, tuple, bytes, type(None), Row})


class Batches:
    """Runs a function over pickled batches. One thread at a time.

    :param columns:
        Hand dicts to the function as :class:`Row`.
    """

    def __init__(self, function: Callable[[Any], Any], *, columns: bool = False) -> None:
        self._function = function
        self._columns = columns

    def run_all(
        self, task: list[tuple[int, int, bytes]]
    ) -> tuple[list[tuple[int, bytes, bool]], float]:
        """Run the batches of a task, in order, but no more once they take long or answer much.

        :return:
            The number of each batch that was done, one at least, its answer and whether that is
            plain; and the seconds.
        """
        done = []
        size = 0
        seconds = 0.0
        start = perf_counter()
        for batch, count, blob in task:
            answer, plain = self.run(blob, count)
            done.append((batch, answer, plain))
            size += len(answer)
            seconds = perf_counter() - start
            if seconds > _MAX_SECONDS or size > _MAX_BYTES:
                break
        return done, seconds

    def run(self, blob: bytes, count: int) -> tuple[bytes, bool]:
        """Run the function over a pickled list of rows; never raises.

        :param count:
            How many rows there are, for the case that they cannot be unpickled.
        :return:
            The answer, and whether it is plain.
        """
        try:
            rows = pickle.loads(blob)
        except BaseException as error:
            return pickle.dumps([_failure(error)] * count, _PROTOCOL), False
        if self._columns:
            rows = [Row(row) if type(row) is dict else row for row in rows]
        values, others = self._call(rows)
        if not others:
            try:
                return pickle.dumps(values, _PROTOCOL), True
            except BaseException:
                pass  # told row by row
        entries = [others.get(i) or (_VALUE, value) for i, value in enumerate(values)]
        try:
            return pickle.dumps(entries, _PROTOCOL), False
        except BaseException:
            return pickle.dumps([_picklable(entry) for entry in entries], _PROTOCOL), False

    def _call(self, rows: list[Any]) -> tuple[list[Any], dict[int, Entry]]:
        """The value of each row, and in its place the entry of each row that has none."""
        function = self._function
        plain = _PLAIN
        values: list[Any] = []
        others: dict[int, Entry] = {}
        for row in rows:
            try:
                value = function(row)
                if type(value) in plain:
                    values.append(dict(value) if type(value) is Row else value)
                elif isinstance(value, Generator):
                    others[len(values)] = _VALUES, [_own(item) for item in value]
                    values.append(None)
                else:
                    values.append(value)
            except BaseException as error:
                others[len(values)] = _failure(error)
                values.append(None)
        return values, others


def _own(item: object) -> object:
    """A copy of what a generator may change and yield again: ``row["n"] = n; yield row``.

    The input of a map may do so as well.
    """
    if type(item) in (dict, Row):
        return dict(item)  # type: ignore[call-overload]  # it is one of them
    return list(item) if type(item) is list else item


def _picklable(entry: Entry) -> Entry:
    """The entry itself, or the error that its value cannot be pickled."""
    try:
        pickle.dumps(entry, _PROTOCOL)
    except BaseException as error:
        value = entry[1]
        kinds = ", ".join(sorted({_name(type(item)) for item in value})) if entry[0] else None
        what = f"a generator of {kinds}" if kinds else f"a result of type {_name(type(value))}"
        kind, message, _, arguments = _failure(error)[1:]
        return _ERROR, kind, f"{what} cannot be pickled: {message}", "", arguments
    return entry


def _failure(error: BaseException) -> Entry:
    """The entry of a row whose function raised; holds nothing that cannot be pickled."""
    return _ERROR, _name(type(error)), _text(error), _trace(error), _basic(error.args)


def _name(kind: type) -> str:
    module = kind.__module__
    return f"{'pickle' if module == '_pickle' else module}.{kind.__qualname__}"


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException as second:
        return f"<str() of it raised {type(second).__name__}>"


def _trace(error: BaseException) -> str:
    try:
        text = format_traceback(error)
    except BaseException:
        return f"{type(error).__name__}: {_text(error)}\n"
    if len(text) > _MAX_TEXT:
        half = _MAX_TEXT // 2
        text = f"{text[:half]}\n  …\n{text[-half:]}"
    return text


def _basic(value: object, depth: int = 0) -> object:
    """The value as built-in types, with ``repr`` in place of what is none."""
    kind = type(value)
    if kind in (str, int, float, bool, bytes, type(None)):
        return value
    if isinstance(value, (tuple, list)) and depth < _MAX_DEPTH:
        items = [_basic(item, depth + 1) for item in value]
        return items if kind is list else tuple(items)
    try:
        return repr(value)
    except BaseException:
        return f"<{kind.__name__}>"
