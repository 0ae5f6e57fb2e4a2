"""C# functions inside of this process, called as if they were Python.

Needs pythonnet (``pip install dotnet-bridge[clr]``) and .NET 10.
"""

from __future__ import annotations

import os
import pickle
import threading
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from . import _clr
from ._dotnet import library, split
from ._outcome import cannot_pickle, cannot_read, failed, tell
from ._problems import BridgeError, DotNetStartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ._outcome import RowResult

__all__ = ["Function", "load", "rest_of"]

_PROTOCOL = 4
_MARK = b"RebuildProxy"  # is in every pickle that has a proxy in it
_PATIENCE = 100  # slices of 50 ms, for a function that is told to end

# A call takes a few microseconds; so these count.
_dumps, _loads, _get_ident = pickle.dumps, pickle.loads, threading.get_ident
_main = threading.main_thread().ident


def load(
    function: str | os.PathLike[str],
    *,
    columns: bool = False,
    concurrent: bool = False,
    errors: dict[str, type[Exception]] | None = None,
    configuration: str = "Release",
) -> Function:
    """Load a C# function into this process.

    :param function:
        ``Library.dll:Namespace.Type.Method``, as :class:`dotnet_bridge.DotNetPool` takes it; or
        with a project in place of the dll, which is built first.
    :param columns:
        The rows are dicts of text, as ``csv.DictReader`` reads them: C# reads the text as the
        numbers and dates of its record.
    :param concurrent:
        The function may run on several threads at once. Else the functions of one dll take turns,
        as if each call were a row of one worker.
    :param errors:
        Exceptions of C#, by their full names, and those of Python to raise in their place, with
        the message as their argument.
    :param configuration:
        How a project is built.
    :raises DotNetStartError:
        One sentence: there is no pythonnet, no .NET, no such dll or method.
    """
    found = Function(os.fspath(function), columns, concurrent, dict(errors or {}), configuration)
    found._load()
    return found


def rest_of(module: str) -> Callable[[str], Any]:
    """What a module has that is moving to C#: ``__getattr__ = rest_of("prices")``.

    In a module with that line, each name that it does not define comes from the Python module.
    """

    def find(name: str) -> Any:  # noqa: ANN401 - whatever it is
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(module), name)

    return find


class Function:
    """A C# function, made by :func:`load`. Thread-safe. Pickles as its name: a process that is
    spawned loads it again.

    Called with a row it gives what ``DotNetPool.map([row])`` has in its list, and raises the same
    :class:`dotnet_bridge.RowError`. Other threads of Python run meanwhile. Ctrl-C cancels the
    ``CancellationToken`` of the method, if it takes one.
    """

    def __init__(
        self,
        function: str,
        columns: bool,
        concurrent: bool,
        errors: dict[str, type[Exception]],
        configuration: str,
    ) -> None:
        source, method = split(function)
        if method is None:
            raise _no_method(function)
        self._source, self._method = os.path.abspath(source), method
        self._columns, self._concurrent = columns, concurrent
        self._errors = errors
        self._configuration = configuration
        self._runtime: _clr.Runtime | None = None
        self._number = 0
        self.__name__ = method.rpartition(".")[2]
        self.__qualname__ = method
        self.__doc__ = f"The C# method {method} of {source}."

    def __call__(self, row: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        """The result for one row; a list of all values if the function gives several."""
        try:
            blob = _dumps([row], _PROTOCOL)
            if _MARK in blob:
                blob = _with_keys([row])
        except Exception as error:
            return self._value(next(failed(0, [row], cannot_pickle(error))))
        outcomes, plain = self._call(blob, 1)
        if plain:
            return outcomes[0]
        return self._value(next(_tell(0, [row], outcomes, plain)))

    def map(self, rows: Iterable[Any], chunksize: int = 100) -> list[Any]:
        """The results of all rows, in order: as calling it for each, and faster.

        :param chunksize:
            How many rows cross together; when one raises, those behind it were computed as well.
        """
        if chunksize < 1:
            raise ValueError(f"chunksize is a whole number from 1 on, not {chunksize!r}.")
        values: list[Any] = []
        source = iter(rows)
        while True:
            part = list(islice(source, chunksize))
            if not part:
                return values
            values += map(self._value, self._results(len(values), part))

    def __repr__(self) -> str:
        return f"<C# function {self.__qualname__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # Loaded when it is called: a multiprocessing.Pool hangs when something does not unpickle.
        return Function, (
            f"{self._source}:{self._method}",
            self._columns,
            self._concurrent,
            self._errors,
            self._configuration,
        )

    def _results(self, first: int, rows: list[Any]) -> Iterator[RowResult]:
        try:
            blob = _dumps(rows, _PROTOCOL)
            if _MARK in blob:
                blob = _with_keys(rows)
        except Exception as error:
            if len(rows) == 1:
                yield from failed(first, rows, cannot_pickle(error))
                return
            for index, row in enumerate(rows, first):
                yield from self._results(index, [row])
            return
        yield from _tell(first, rows, *self._call(blob, len(rows)))

    def _value(self, result: RowResult) -> Any:  # noqa: ANN401
        error = result.error
        if error is not None:
            kind = self._errors.get(error.type)
            if kind is not None:
                raise kind(error.message) from error
        return result.value

    def _load(self) -> _clr.Runtime:
        dll = library(self._source, self._configuration)
        if dll is None:
            raise _no_method(f"{self._source}:{self._method}")
        runtime, buffer = _clr.runtime(), _clr.Buffer()
        text = os.fsencode(f"{dll}:{self._method}")
        flags = self._columns + 2 * self._concurrent
        number = runtime.load(text, len(text), flags, buffer.address)
        if number < 0:
            raise DotNetStartError(*runtime.read_kept(buffer))
        self._number = number
        self._runtime = runtime
        return runtime

    def _call(self, blob: bytes, count: int) -> tuple[Any, bool]:
        """The outcomes, or why they cannot be read; and whether they are plain values."""
        runtime = self._runtime or self._load()
        try:
            buffer = runtime.buffers.pop()
        except IndexError:
            buffer = _clr.Buffer()
        try:
            size = runtime.call(
                self._number,
                blob,
                len(blob),
                2 * count + (_get_ident() == _main),
                buffer.address,
            )
            if size == _clr.RUNNING:
                size = _wait(runtime, buffer)
            if size >= 0:
                try:
                    return _loads(buffer.view[: size >> 1]), size & 1 == 1
                except Exception as error:
                    return error, False
            if size == _clr.KEPT:
                try:
                    return runtime.read_kept(buffer), buffer.reply.is_plain != 0
                except Exception as error:
                    return error, False
        finally:
            runtime.buffers.append(buffer)
        if size == _clr.CANCELED:
            raise BridgeError(f"{self.__qualname__} was told to end, because the program ends.")
        raise BridgeError(f"{self.__qualname__} failed in a way that .NET could not tell.")


def _wait(runtime: _clr.Runtime, buffer: _clr.Buffer) -> int:
    """Wait for a call on the main thread, which handles signals between the slices."""
    handle = buffer.reply.handle
    try:
        size = _clr.RUNNING
        while size == _clr.RUNNING:
            size = runtime.wait(handle, buffer.address)
        return size
    except BaseException:
        try:
            slices = _PATIENCE if runtime.cancel(handle) else 0
            for _ in range(slices):
                size = runtime.wait(handle, buffer.address)
                if size == _clr.KEPT:
                    runtime.release(buffer.reply.handle)
                if size != _clr.RUNNING:
                    break
        finally:
            runtime.forget(handle)
        raise


def _tell(first: int, rows: list[Any], outcomes: object, plain: bool) -> Iterator[RowResult]:
    if isinstance(outcomes, Exception):
        return failed(first, rows, cannot_read(outcomes))
    return tell(first, rows, outcomes, plain=plain)


def _with_keys(rows: list[Any]) -> bytes:
    from ._keys import dumps  # what it needs is loaded where there are proxies

    return dumps(rows, _PROTOCOL)


def _no_method(function: str) -> DotNetStartError:
    return DotNetStartError(
        f"'{function}' names no method; write path/to/Worker.dll:Namespace.Type.Method."
    )
