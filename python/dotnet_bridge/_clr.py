"""The .NET runtime inside of this process; the other side is ``Exports.cs`` of Bridge.WorkerHost.

clr_loader, which comes with pythonnet, starts it. From then on calls go by pointer, without the
global lock of Python.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pickle
import signal
import sys
import threading
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._dotnet import find_dotnet, host_path
from ._problems import DotNetStartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEPT, RUNNING, CANCELED = -1, -2, -3  # what a call may give in place of a length

_SUPPORTED = (3, 10), (3, 14)  # of pythonnet 3.1
_CAPACITY = 64 * 1024  # bytes; a larger answer stays in the memory of .NET until it is read
_ACTION = 512  # bytes; more than a struct sigaction has on any system
_POINTER = ctypes.sizeof(ctypes.c_void_p)

_address, _size, _number = ctypes.c_void_p, ctypes.c_longlong, ctypes.c_int
_SIGNATURES: dict[str, Any] = {
    "load": (_number, ctypes.c_char_p, _number, _number, _address),
    "call": (_size, _number, ctypes.c_char_p, _size, _size, _address),
    "wait": (_size, _address, _address),
    "cancel": (_number, _address),
    "forget": (None, _address),
    "release": (None, _address),
    "stop": (None,),
}


class _Reply(ctypes.Structure):
    """``Reply.cs``, and the room behind it."""

    _fields_ = (
        ("capacity", ctypes.c_longlong),
        ("data", ctypes.c_void_p),
        ("length", ctypes.c_longlong),
        ("handle", ctypes.c_void_p),
        ("is_plain", ctypes.c_longlong),
        ("bytes", ctypes.c_char * _CAPACITY),
    )


class Buffer:
    """Where .NET writes an answer. For one call at a time."""

    __slots__ = ("address", "reply", "view")

    def __init__(self) -> None:
        self.reply = _Reply(_CAPACITY)
        self.address = ctypes.addressof(self.reply)
        self.view = memoryview(self.reply).cast("B")[_Reply.bytes.offset :]


class Runtime:
    """What .NET has to offer. One for each process; thread-safe.

    :ivar call: Calls a function; replaced in a process that is forked from this one.
    """

    load: Callable[..., int]
    call: Callable[..., int]
    wait: Callable[..., int]
    cancel: Callable[..., int]
    forget: Callable[..., None]
    release: Callable[..., None]
    stop: Callable[..., None]

    def __init__(self, addresses: list[int]) -> None:
        for (name, signature), address in zip(_SIGNATURES.items(), addresses):
            setattr(self, name, ctypes.CFUNCTYPE(*signature)(address))
        self.buffers: list[Buffer] = []
        atexit.register(self._end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._refuse)

    def read_kept(self, buffer: Buffer) -> Any:  # noqa: ANN401 - whatever it holds
        """Unpickle what .NET keeps, and let it go."""
        reply = buffer.reply
        try:
            return pickle.loads((ctypes.c_char * reply.length).from_address(reply.data))
        finally:
            self.release(reply.handle)

    def _refuse(self) -> None:
        """Nothing of .NET may run in a forked process: it would crash, and its parent with it."""
        self.load = self.call = self.wait = _forked
        atexit.unregister(self._end)

    def _end(self) -> None:
        self.stop()
        self.load = self.call = self.wait = _ended


def _forked(*_: object) -> int:
    raise RuntimeError(
        "This process was forked from one in which .NET runs, and cannot use it; start processes "
        "with multiprocessing.get_context('spawn'), or load functions after the fork."
    )


def _ended(*_: object) -> int:
    raise RuntimeError("This program ends; C# functions cannot be called any more.")


_lock = threading.Lock()
_runtime: Runtime | None = None


def runtime() -> Runtime:
    """The runtime, which is started if it does not run yet.

    :raises DotNetStartError:
        One sentence about what must be installed.
    """
    global _runtime
    with _lock:
        if _runtime is None:
            _runtime = Runtime(_start())
        return _runtime


def _start() -> list[int]:
    host = host_path()
    loader = _import_loader()
    _check_pythonnet()
    root = _root(loader)
    try:
        coreclr = loader.get_coreclr(
            runtime_config=Path(host).with_suffix(".runtimeconfig.json"), dotnet_root=root
        )
        assembly = coreclr.get_assembly(host)
        with _signals_kept():
            start = assembly.get_function("Bridge.WorkerHost.InProcess.Exports", "Start")
    except Exception as error:
        raise DotNetStartError(
            f"The .NET in {root} cannot be started in this process ({_one_line(error)}); install "
            "the runtime of .NET 10, or set DOTNET_ROOT to the folder it is in.",
        ) from error
    table = bytearray(_POINTER * len(_SIGNATURES))
    if start(table) != 0:
        raise DotNetStartError(f"{host} is of another version of Bridge; install the same.")
    _offer(coreclr)
    return list((ctypes.c_size_t * len(_SIGNATURES)).from_buffer(table))


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Leave to Python the signals that end programs.

    .NET takes them over when it starts, and tells itself of one through a pipe. A forked process
    has the same pipe: to terminate it would terminate this one.
    """
    if sys.platform == "win32":
        yield
        return
    libc = ctypes.CDLL(None)
    actions = {}
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        actions[number] = ctypes.create_string_buffer(_ACTION)
        libc.sigaction(number, None, actions[number])
    try:
        yield
    finally:
        for number, action in actions.items():
            libc.sigaction(number, action, None)


def _import_loader() -> Any:  # noqa: ANN401 - a module that need not be there
    try:
        import_module("pythonnet")
        return import_module("clr_loader")
    except ImportError as error:
        oldest, newest = _SUPPORTED
        if oldest <= sys.version_info[:2] <= newest:
            raise DotNetStartError(
                "There is no pythonnet here, which starts .NET in this process; install it with "
                f"'{sys.executable} -m pip install pythonnet', or use DotNetPool, which needs none."
            ) from error
        raise DotNetStartError(
            "There is no pythonnet for CPython {}.{}, which starts .NET in this process; use one "
            "of {}.{} to {}.{}, or DotNetPool, which needs none.".format(
                *sys.version_info[:2], *oldest, *newest
            )
        ) from error


def _offer(coreclr: object) -> None:
    """Let ``import clr`` find the .NET that runs, whatever its default is."""
    pythonnet = import_module("pythonnet")
    if pythonnet.get_runtime_info() is None:
        pythonnet.set_runtime(coreclr)


def _check_pythonnet() -> None:
    """A program may use pythonnet as well; there is one .NET in a process."""
    pythonnet = sys.modules.get("pythonnet")
    info = None if pythonnet is None else pythonnet.get_runtime_info()
    if info is not None and info.kind != "CoreCLR":
        raise DotNetStartError(
            f"pythonnet has started {info.kind} in this process, and Bridge needs .NET 10; call "
            "pythonnet.load('coreclr') before anything imports clr."
        )


def _root(loader: Any) -> Path:  # noqa: ANN401
    """The folder that dotnet is in, and ``host/fxr`` beside it."""
    folder = Path(find_dotnet()).resolve().parent
    if not (folder / "host" / "fxr").is_dir():  # a script that starts it from elsewhere
        try:
            folder = Path(loader.find_dotnet_root())
        except Exception:
            return folder
    return folder


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".")
