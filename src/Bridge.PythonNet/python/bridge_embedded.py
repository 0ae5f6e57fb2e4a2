"""The Python half of Bridge.PythonNet: set up once in the embedded interpreter."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import ctypes
import importlib
import inspect
import io
import multiprocessing
import multiprocessing.connection
import multiprocessing.process
import multiprocessing.spawn
import os
import pickle
import socket
import sys
import threading
import time
import traceback
from multiprocessing import managers
from multiprocessing.managers import BaseProxy, RebuildProxy, Token
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PROTOCOL = 5

_PLAIN = frozenset({type(None), bool, int, float, str, bytes})

_keys: dict[Any, tuple[Any, bytes]] = {}
"""The canonical address of each attached manager: the address to dial, and its authkey."""


class CallCanceled(KeyboardInterrupt):
    """Raised in a call whose CancellationToken was canceled."""


class NotPicklable(Exception):
    """What a call returned cannot go to .NET."""


# Values -------------------------------------------------------------------------------------------


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name == "RebuildProxy" and module == "multiprocessing.managers":
            return rebuild_proxy
        return super().find_class(module, name)


def rebuild_proxy(
    function: Callable[..., Any], token: Token, serializer: str, keywords: dict[str, Any]
) -> Any:
    """A proxy with a reference of its own, and with the authkey of its manager."""
    if token.address not in _keys:
        return RebuildProxy(function, token, serializer, keywords)
    address, key = _keys[token.address]
    keywords.pop("incref", None)
    return function(
        Token(token.typeid, address, token.id), serializer, authkey=key, incref=True, **keywords
    )


_stock_rebuild_proxy = managers.RebuildProxy


def _rebuild_proxy(
    function: Callable[..., Any], token: Token, serializer: str, keywords: dict[str, Any]
) -> Any:
    """RebuildProxy of Lib/multiprocessing/managers.py, which knows the process's authkey only."""
    server = getattr(multiprocessing.current_process(), "_manager_server", None)
    if token.address in _keys and not (server and server.address == token.address):
        address, key = _keys[token.address]
        token = Token(token.typeid, address, token.id)
        keywords = {"authkey": key, **keywords}
    return _stock_rebuild_proxy(function, token, serializer, keywords)


# It is pickled by its name.
_rebuild_proxy.__module__ = _stock_rebuild_proxy.__module__
_rebuild_proxy.__name__ = _rebuild_proxy.__qualname__ = _stock_rebuild_proxy.__name__


def attach(canonical: Any, dialed: Any, key: bytes) -> None:
    """Makes a manager known.

    The first one's key is that of the process, so that spawned processes can read nested proxies.
    """
    if not _keys:
        multiprocessing.current_process().authkey = key
    _keys[canonical] = _keys[dialed] = (dialed, key)


def detach(address: Any) -> None:
    """Forgets a manager."""
    _keys.pop(address, None)


def loads(address: int, length: int) -> Any:
    """Un-pickles what lies in .NET's memory."""
    data = ctypes.string_at(address, length)
    return _Unpickler(io.BytesIO(data)).load() if b"RebuildProxy" in data else pickle.loads(data)


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, PROTOCOL)
        self.managers: dict[tuple[Any, bytes], None] = {}

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, BaseProxy):
            address, key = value._token.address, value._authkey  # type: ignore[attr-defined]
            if value._owned_by_manager and address in _keys:  # type: ignore[attr-defined]
                key = _keys[address][1]  # a server's own has the key of the process
            self.managers[address, bytes(key)] = None
        return NotImplemented


Packed = bytes | tuple[bytes, Any, list[tuple[Any, bytes]]]
"""A pickle; with proxies in the value (pickle, value, (address, authkey) of each manager).

The value is to be kept until the pickle was read: it holds the references of its proxies.
"""


def dumps(value: Any) -> Packed:
    """The value, packed."""
    if type(value) in _PLAIN:
        return pickle.dumps(value, PROTOCOL)
    file = io.BytesIO()
    pickler = _Pickler(file)
    pickler.dump(value)
    return (file.getvalue(), value, list(pickler.managers)) if pickler.managers else file.getvalue()


def to_bytes(address: int, length: int) -> bytes:
    """Copies .NET's memory."""
    return ctypes.string_at(address, length)


# Calls --------------------------------------------------------------------------------------------


def call(
    function: Any,
    name: str | None,
    address: int,
    length: int,
    objects: list[tuple[Any, Any]] | None,
    raw: bool,
) -> Any:
    """Calls a function, given or by the name of its module and its own.

    Gives the result packed; asked for raw, (b"", result, []); for a coroutine, (None, future, []).
    """
    positional, keywords = loads(address, length) if length else ((), {})
    if objects is not None:
        positional = list(positional)
        for place, value in objects:
            if isinstance(place, int):
                positional[place] = value
            else:
                keywords[place] = value
    target = resolve(function, name) if isinstance(function, str) else function
    result = target(*positional, **keywords)
    if type(result) not in _PLAIN and inspect.isawaitable(result):
        return None, Running(result), []
    return (b"", result, []) if raw else pack(result, target)


def resolve(module: str, name: str | None) -> Any:
    """The function ``module.name``; the name may have dots."""
    found: Any = importlib.import_module(module)
    for part in name.split(".") if name else ():
        found = getattr(found, part)
    return found


def pack_value(value: Any) -> Packed:
    """A value, for .NET."""
    try:
        return dumps(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        raise NotPicklable(
            f"a {type(value).__name__} cannot be pickled ({error}); keep it by a PythonReference."
        ) from error


def pack(result: Any, target: Any) -> Packed:
    """The result of a call, for .NET."""
    try:
        return dumps(result)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        name = getattr(target, "__qualname__", None) or repr(target)
        raise NotPicklable(
            f"{name} returned a {type(result).__name__}, which cannot be pickled ({error}); "
            f"return plain data, or ask for a PythonReference to it."
        ) from error


def describe(error: BaseException) -> tuple[str, str, str, bytes]:
    """What .NET shows of an exception: class, text, traceback, and (args, notes) pickled."""
    kind = type(error)
    text = text_of(error)
    try:
        notes = [str(note) for note in getattr(error, "__notes__", ())]
    except BaseException:
        notes = []
    try:
        details = pickle.dumps((error.args, notes), PROTOCOL)
    except BaseException:
        details = pickle.dumps(((text,), notes), PROTOCOL)
    message = f"{kind.__name__}: {text}" if text else kind.__name__
    if isinstance(error, SystemExit):
        message += " (the called code asked the process to end; it goes on)"
    try:
        lines = "".join(traceback.format_exception(kind, error, error.__traceback__))
    except BaseException:  # it looks at attributes, which may do anything
        frames = traceback.format_tb(error.__traceback__)
        lines = "".join(["Traceback (most recent call last):\n", *frames, message])
    return clean(f"{kind.__module__}.{kind.__qualname__}"), clean(message), clean(lines), details


def text_of(error: BaseException) -> str:
    """Its text; a __str__ may do anything."""
    try:
        return str(error)
    except BaseException as failed:
        return f"<its text cannot be made: {type(failed).__name__}>"


def explain(raised: Any, most: int) -> list[tuple[Any, Any, Any, str]]:
    """Type, value, traceback and text of what was raised, and of its causes; none for C#'s own."""
    links: list[tuple[Any, Any, Any, str]] = []
    value, trace = getattr(raised, "value", None), getattr(raised, "traceback", None)
    while isinstance(value, BaseException) and len(links) < most:
        if _is_from_dotnet(value):
            return links
        links.append((type(value), value, trace or value.__traceback__, clean(text_of(value))))
        value, trace = value.__cause__, None
    return links


def _is_from_dotnet(value: BaseException) -> bool:
    marked = "__dispatch_info__" in object.__getattribute__(value, "__dict__")
    return marked or any(base.__module__ == "System" for base in type(value).__mro__)


def clean(text: str) -> str:
    """Text without lone surrogates, which pythonnet cannot carry."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


# Coroutines ---------------------------------------------------------------------------------------

_loop: asyncio.AbstractEventLoop | None = None
_loop_thread: threading.Thread | None = None
_loop_lock = threading.Lock()
_loop_ends = threading.Event()


def _event_loop() -> asyncio.AbstractEventLoop:
    global _loop, _loop_thread
    with _loop_lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            _loop_thread = threading.Thread(
                target=_run_loop, args=(_loop,), name="bridge-event-loop", daemon=True
            )
            _loop_thread.start()
        return _loop


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    while not _loop_ends.is_set():
        try:
            loop.run_forever()
        except BaseException:
            continue  # sys.exit() in a coroutine, which has it as its outcome, stops the loop
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    try:
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks))
        loop.run_until_complete(loop.shutdown_asyncgens())
    except BaseException:
        pass


async def _wait(awaitable: Any) -> Any:
    return await awaitable


class Running(concurrent.futures.Future):  # type: ignore[type-arg]
    """A coroutine on the event loop. Canceled, it ends when, and as, the coroutine does."""

    def __init__(self, awaitable: Any) -> None:
        super().__init__()
        self._loop = _event_loop()
        self._loop.call_soon_threadsafe(self._begin, awaitable)

    def cancel(self) -> bool:
        self._loop.call_soon_threadsafe(lambda: self._task.cancel())
        return True

    def unblock(self) -> None:
        """Interrupts it if it is what the loop's thread is busy with."""
        if _loop_thread is not None and asyncio.current_task(self._loop) is self._task:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(_loop_thread.ident or 0), ctypes.py_object(CallCanceled)
            )

    def _begin(self, awaitable: Any) -> None:
        self._task = self._loop.create_task(_wait(awaitable))
        self._task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Any]) -> None:
        try:
            result = task.result()
        except BaseException as error:
            self.set_exception(error)
        else:
            self.set_result(result)


def when_done(future: Any, raw: bool, done: Callable[[tuple[Any, Any]], None]) -> None:
    """Calls ``done`` with (packed result, None), or with (None, described error)."""

    def finished(_: Any) -> None:
        try:
            result = future.result()
            outcome = (b"", result, []) if raw else pack(result, result), None
        except BaseException as error:
            outcome = None, describe(error)
        done(outcome)

    future.add_done_callback(finished)


# Output -------------------------------------------------------------------------------------------


class _Lines(io.TextIOBase):
    """Hands each line that is written to .NET."""

    def __init__(self, name: str, sink: Callable[[str, int, str], None]) -> None:
        self._name = name
        self._sink = sink
        self._rest = threading.local()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, rest = (getattr(self._rest, "text", "") + text).split("\n")
        self._rest.text = rest
        for line in lines:
            self._sink(self._name, 20, clean(line))
        return len(text)

    def flush(self) -> None:
        if rest := getattr(self._rest, "text", ""):
            self._rest.text = ""
            self._sink(self._name, 20, clean(rest))


def capture(sink: Callable[[str, int, str], None]) -> None:
    """Sends print and logging to .NET."""
    import logging

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            try:
                sink(clean(record.name), record.levelno, clean(self.format(record)))
            except Exception:
                self.handleError(record)

    sys.stdout = _Lines("stdout", sink)
    sys.stderr = _Lines("stderr", sink)
    root = logging.getLogger()
    root.addHandler(Handler())
    root.setLevel(logging.NOTSET)


# Start and end ------------------------------------------------------------------------------------


def _refuse_fork(*_: Any) -> Any:
    raise RuntimeError(
        "fork() in a process that runs .NET ends in crashes and hangs of both; "
        "start processes by subprocess, or by multiprocessing's 'spawn', which is set here."
    )


_WATCH = (
    "import os,threading,time\n"
    "def watch(parent):\n"
    "    while os.getppid() == parent: time.sleep(0.5)\n"
    "    os._exit(1)\n"
    "threading.Thread(target=watch, args=({pid},), daemon=True).start()\n"
)


def _watch_children() -> None:
    """Lets spawned processes end with this one, also when a signal ends .NET."""
    stock = multiprocessing.spawn.get_command_line

    def get_command_line(**keywords: Any) -> list[str]:
        command = stock(**keywords)
        place = command.index("-c") + 1
        command[place] = _WATCH.format(pid=os.getpid()) + command[place]
        return command

    multiprocessing.spawn.get_command_line = get_command_line


class _HostProcess(type(multiprocessing.current_process())):  # type: ignore[misc]
    """This process: a manager server only in the threads that serve one.

    Everywhere else a proxy of that server is an ordinary one, with a reference of its own:
    RebuildProxy (Lib/multiprocessing/managers.py) asks the process whether it is the server.
    """

    _serving = threading.local()

    @property
    def _manager_server(self) -> Any:
        return getattr(self._serving, "server", None)

    @_manager_server.setter
    def _manager_server(self, server: Any) -> None:
        self._serving.server = server


def same_socket(connection: Any) -> socket.socket:
    """Another handle of a connection's socket; on Windows os.dup takes none."""
    return socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)


def _connect_without_delay() -> None:
    """Nagle's algorithm lets each new connection over TCP wait 40 ms for the handshake."""
    stock = multiprocessing.connection.SocketClient

    def client(address: Any) -> Any:
        connection = stock(address)
        if isinstance(address, tuple):
            with same_socket(connection) as same:
                same.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    multiprocessing.connection.SocketClient = client  # type: ignore[attr-defined]


def set_up(executable: str) -> None:
    """Makes the interpreter fit for a process that runs .NET."""
    multiprocessing.set_executable(executable)
    multiprocessing.set_start_method("spawn", force=True)
    multiprocessing.current_process().__class__ = _HostProcess
    _connect_without_delay()
    managers.RebuildProxy = _rebuild_proxy
    if hasattr(os, "fork"):
        os.fork = os.forkpty = _refuse_fork
        _watch_children()


def finish(seconds: float) -> None:
    """What CPython does before it ends: threads, processes, atexit, buffers. Bounded."""
    deadline = time.monotonic() + seconds

    def left(share: float = 1.0) -> float:
        return max(0.0, deadline - time.monotonic()) * share

    if _loop is not None and _loop_thread is not None:
        _loop_ends.set()
        _loop.call_soon_threadsafe(_loop.stop)
        _loop_thread.join(left(0.3))
    # As threading._shutdown, which waits without a limit: first the workers of executors.
    executors = threading.Thread(target=_end_executors, name="bridge-end", daemon=True)
    executors.start()
    executors.join(left(0.5))
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.current_thread():
            thread.join(left(0.5))
    for child in multiprocessing.active_children():
        if not child.daemon:
            child.join(left(0.5))
        child.terminate()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def _end_executors() -> None:
    for function in reversed(getattr(threading, "_threading_atexits", [])):
        function()
