"""Rows of a Python program through C# functions, with the guarantees of Bridge's WorkerPool."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import weakref
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _address, _lane
from ._board import TaskSize
from ._connect import find, sentences
from ._crew import Crew, start_child
from ._dotnet import command_of, host_command, library, split
from ._map import Map
from ._outcome import RowResult, Rows
from ._problems import BridgeError, DotNetStartError, RowError
from ._pump import Pump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from multiprocessing.managers import BaseManager

    from typing_extensions import Literal, Self

    from ._address import Address
    from ._child import Child

    Errors = Literal["raise", "return"]

_MAX_CHUNK = 100  # rows, of a batch whose size is not given

# The package from where it is, and nothing else from there: it may be a folder of many.
_BOOT = """
import sys
sys.path.insert(0, {folder!r})
import dotnet_bridge
del sys.path[0]
from dotnet_bridge._commands import main
sys.exit(main(sys.argv[1:]))
"""

_numbers = itertools.count(1)


class DotNetPool:
    """.NET processes that run one function over rows, as ``multiprocessing.Pool`` does in Python.

    Each row is delivered exactly once, as a value or as an error, even when workers are killed: one
    that ends is replaced, and its batches go to others; the function may then see a row again. A
    batch that ends ``max_deaths`` workers is reported as failed, and the rest goes on. Memory is
    bounded, however long the input is.

    Thread-safe, but one map at a time. The processes end with the pool, and with this program
    however it ends. A process that is forked from this one cannot use the pool.

    :param worker:
        ``Library.dll:Namespace.Type.Method``; or a program that calls ``BridgeWorker.RunAsync``, as
        a dll, an executable or a project; or ``file.py:function``, to compare with Python.
    :param processes:
        How many. Default: the number of processors.
    :param manager:
        The manager that carries the rows; or its ``address`` and ``authkey``. Default: a new one.
    :param args:
        Arguments for a program.
    :param chunksize:
        How many rows travel together. Default: as many as take 5 ms, 100 at most.
    :param max_deaths:
        How many workers one batch may end.
    :param columns:
        The rows are dicts of text, as ``csv.DictReader`` reads them: C# reads the text as the
        numbers and dates of its record, and a column that is missing is told with those there are.
    :param start_timeout:
        Seconds that a worker may take until it is ready.
    :param name:
        The logger of what the workers print is ``dotnet_bridge.NAME``.
    :param cwd:
        The current folder of the workers. Default: ours.
    :param env:
        The environment of the workers. Default: ours.
    :param configuration:
        How a project is built.
    :raises DotNetStartError:
        The worker is not there, does not build, or does not start.
    :raises BridgeConnectionError:
        The manager does not answer.
    """

    def __init__(
        self,
        worker: str | os.PathLike[str],
        processes: int | None = None,
        *,
        manager: BaseManager | None = None,
        address: object = None,
        authkey: bytes | str | None = None,
        args: Iterable[object] = (),
        chunksize: int | None = None,
        max_deaths: int = 3,
        columns: bool = False,
        start_timeout: float = 60.0,
        name: str | None = None,
        cwd: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
        configuration: str = "Release",
    ) -> None:
        if processes is None:
            processes = getattr(os, "process_cpu_count", os.cpu_count)() or 1
        self._processes = _at_least_one("processes", processes)
        self._chunksize = None if chunksize is None else _at_least_one("chunksize", chunksize)
        self._max_deaths = _at_least_one("max_deaths", max_deaths)
        self.name = f"DotNetPool-{next(_numbers)}" if name is None else name
        given = None
        if manager is not None or address is not None:
            given = find(manager, address, authkey)
        command, function = _command(os.fspath(worker), [str(arg) for arg in args], configuration)
        self._owner = os.getpid()
        self._gate = threading.Lock()
        self._map: Map | None = None
        self._ids = itertools.count(1)
        self._core = _Core(
            self.name,
            given,
            lambda client, authkey, results: Crew(
                self.name,
                command,
                function,
                self._processes,
                client,
                authkey,
                results,
                columns=columns,
                timeout=start_timeout,
                cwd=None if cwd is None else os.fspath(cwd),
                env=env,
            ),
            start_timeout,
        )
        self._finalizer = weakref.finalize(self, self._core.close, 0.0)
        try:
            self._core.crew.fill()
        except BaseException:
            self.terminate()
            raise

    @property
    def processes(self) -> int:
        """How many workers it has."""
        return self._processes

    @property
    def pids(self) -> list[int]:
        """The processes that are ready, at this moment."""
        return [worker.pid for worker in self._core.crew.present()]

    @property
    def restarts(self) -> int:
        """How many were started in the place of one that ended."""
        return self._core.crew.restarts

    def map(
        self, rows: Iterable[Any], chunksize: int | None = None, *, errors: Errors = "raise"
    ) -> list[Any]:
        """The results of all rows, in order.

        :param chunksize:
            As for the pool, for this map.
        :param errors:
            ``"return"`` gives a :class:`RowError` in place of a value, ``"raise"`` raises it.
        """
        with self.imap(rows, chunksize, errors=errors) as results:
            return list(results)

    def imap(
        self, rows: Iterable[Any], chunksize: int | None = None, *, errors: Errors = "raise"
    ) -> Rows[Any]:
        """The results, in the order of the rows, as they come.

        A function that gives several values for a row makes a list of them.

        :param rows:
            Read lazily, on a thread of its own. If it raises, the rows before still come.
        :param chunksize:
            As for the pool, for this map.
        :param errors:
            ``"return"`` gives a :class:`RowError` in place of a value, ``"raise"`` raises it; the
            iterator can be asked on after that.
        :raises RuntimeError:
            Another map of this pool is running.
        """
        convert = _converter(errors)
        return Rows(self, self._start(rows, chunksize, ordered=True), convert)

    def imap_unordered(
        self, rows: Iterable[Any], chunksize: int | None = None, *, errors: Errors = "raise"
    ) -> Rows[Any]:
        """As :meth:`imap`, but each result as soon as it is there."""
        convert = _converter(errors)
        return Rows(self, self._start(rows, chunksize, ordered=False), convert)

    def results(
        self, rows: Iterable[Any], chunksize: int | None = None, *, ordered: bool = True
    ) -> Rows[RowResult]:
        """A :class:`RowResult` for each row: its number, the row, and its value or its error."""
        return Rows(self, self._start(rows, chunksize, ordered=ordered), lambda result: result)

    def close(self) -> None:
        """End the workers: idle ones by themselves, others are killed after two seconds."""
        self._end(None)

    def terminate(self) -> None:
        """End the workers now."""
        self._end(0.0)

    def __enter__(self) -> Self:
        self._check()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.close() if kind is None else self.terminate()

    def __repr__(self) -> str:
        state = f"processes={self._processes}" if self._finalizer.alive else "closed"
        return f"<DotNetPool name={self.name!r} {state}>"

    def _end(self, patience: float | None) -> None:
        if os.getpid() != self._owner:
            return  # a forked process must not end what is not its own
        if self._finalizer.detach() is not None:
            self._core.close(patience)
            running = self._map  # one that starts from now on sees that the crew is closed
            if running is not None:
                running.stop(wait=True)

    def _check(self) -> None:
        if os.getpid() != self._owner:
            raise RuntimeError("This process was forked from the pool's; make a pool of its own.")
        if not self._finalizer.alive:
            raise ValueError("The pool is closed.")

    def _start(self, rows: Iterable[Any], chunksize: int | None, *, ordered: bool) -> Map:
        self._check()
        if chunksize is not None:
            _at_least_one("chunksize", chunksize)
        source = iter(rows)  # what is no input raises here
        with self._gate:
            previous = self._map
            if previous is not None and previous.is_running and not previous.is_stopped:
                previous.settle()  # its last row may be read while its thread still ends
            if previous is not None and previous.is_running:
                if not previous.is_stopped:
                    raise RuntimeError(
                        "Another map of this pool is running; read it to its end, close() it, or "
                        "use a second pool."
                    )
                previous.stop(wait=True)
            self._core.crew.fill()
            chunk = chunksize or self._chunksize
            self._map = Map(
                self._core.crew,
                self._core.pump,
                self._ids,
                processes=self._processes,
                max_deaths=self._max_deaths,
                ordered=ordered,
                size=TaskSize(chunk or _MAX_CHUNK, fixed=chunk is not None),
            )
            self._map.start(source)
            return self._map


class _Core:
    """What a pool owns; apart from it, so that a pool that is dropped can be collected."""

    def __init__(
        self,
        name: str,
        given: tuple[Address, bytes] | None,
        make_crew: Callable[[SyncManager, bytes, Any], Crew],
        timeout: float,
    ) -> None:
        self._owner = os.getpid()
        self._server: Child | None = None
        if given is None:
            self._server, given = _serve(name, timeout)
        address, authkey = given
        try:
            client = SyncManager(address=address, authkey=authkey)
            where = _address.show(address)
            with sentences():
                _lane.connect(address, authkey, name="pool").close()
            client.connect()
            try:
                results = client.Queue()
            except Exception as error:
                raise BridgeError(
                    f"The manager at {where} gives no queue; it must have the typeid 'Queue', as "
                    "multiprocessing.Manager() has."
                ) from error
            self.crew = make_crew(client, authkey, results)
            self.pump = Pump(results, where)
        except BaseException:
            self._end_server()
            raise

    def close(self, patience: float | None) -> None:
        if os.getpid() != self._owner:
            return
        try:
            if patience is None:
                self.crew.close()
            else:
                self.crew.close(patience=patience)
        finally:
            try:
                self.pump.close()
            finally:
                self._end_server()

    def _end_server(self) -> None:
        if self._server is not None:
            self._server.end(2.0)
            self._server.release()
            self._server = None


def _serve(name: str, timeout: float) -> tuple[Child, tuple[Address, bytes]]:
    """Start a genuine manager in a process that ends with this one, whatever ``__main__`` is."""
    import logging

    logger = logging.getLogger(f"dotnet_bridge.{name}")
    authkey = os.urandom(32)
    child, report = start_child(
        "The manager",
        _python("serve"),
        {"address": None, "authkey": authkey.hex()},
        timeout,
        lambda level, text: logger.log(level, "manager: %s", text),
    )
    return child, (_address.from_json(report["address"]), authkey)


def _command(worker: str, args: list[str], configuration: str) -> tuple[list[str], str | None]:
    """What starts a worker, and the function that it is told to run."""
    source, function = split(worker)
    if function is None:
        return [*command_of(worker, configuration=configuration), *args], None
    if args:
        raise ValueError("A method takes no args; only a program of your own does.")
    dll = library(source, configuration)
    if dll is not None:
        return host_command(), f"{dll}:{function}"
    path = os.path.abspath(source)
    return _python("worker"), f"{path}:{function}" if source.endswith(".py") else worker


def _python(command: str) -> list[str]:
    if getattr(sys, "frozen", False):  # sys.executable is the program itself, not Python
        raise DotNetStartError(
            "This program is frozen and has no Python to start; give the pool a manager, and a "
            "worker in .NET."
        )
    if not sys.executable:
        raise DotNetStartError("This Python does not know its own path; give the pool a manager.")
    folder = str(Path(__file__).resolve().parent.parent)
    return [sys.executable, "-c", _BOOT.format(folder=folder), command]


def _at_least_one(name: str, value: int) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} is a whole number from 1 on, not {value!r}.")
    return value


def _converter(errors: Errors) -> Callable[[RowResult], Any]:
    if errors == "raise":
        return lambda result: result.value
    if errors == "return":
        return lambda result: result.value if result.error is None else result.error
    raise ValueError(f"errors is 'raise' or 'return', not {errors!r}.")


DotNetPool.__module__ = RowError.__module__
