"""The pipes to the parent process: configuration in, one ready or error line out, end with it.

The parent writes exactly one line to standard input and keeps the pipe open; end of file means
that it is gone, also when it was killed. The first line on standard output answers it. Before any
code of the user is imported both pipes are moved away from file descriptors 0 and 1, so that a
``print`` or an ``input`` there cannot disturb them.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import threading
from contextlib import suppress

from ._errors import ChildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MAX_LINE = 1 << 20  # bytes; a longer configuration is not ours


def run(body: Callable[[Parent, dict[str, Any]], int]) -> int:
    """Read the configuration, run the body with it, and report what keeps it from starting."""
    parent = Parent()
    try:
        return body(parent, parent.read_config())
    except ChildError as error:
        parent.write_error(error)
        # Not through the interpreter's shutdown: a thread of a half-imported module may hold it up.
        _flush()
        os._exit(3)


class Parent:
    """The process that started this one. Create it once, before anything prints."""

    def __init__(self) -> None:
        self._in = os.dup(0)  # duplicates are not inherited by processes that the user starts
        self._out = os.dup(1)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors=errors, line_buffering=True)

    def read_config(self) -> dict[str, Any]:
        """Read the one line of configuration.

        :raises ChildError:
            The pipe ended first, or the line is not a JSON object.
        """
        line = bytearray()
        while not line.endswith(b"\n"):
            piece = os.read(self._in, 65536)  # the descriptor itself: nothing may be read ahead
            line += piece
            if not piece or len(line) > _MAX_LINE:
                break
        try:
            config = json.loads(line.decode("utf-8-sig"))
        except ValueError:
            config = None
        if not isinstance(config, dict):
            raise ChildError(
                "bad-config", "Standard input must begin with one line of JSON, the configuration."
            )
        return config

    def watch(self, gone: Callable[[], None], *, by_signal: bool = False) -> None:
        """Call ``gone``, on a thread of its own, when the parent has ended.

        :param gone:
            Must end the process.
        :param by_signal:
            Let the system end this process as well, without ``gone``. That also works while C code
            holds the interpreter, as a regular expression that backtracks for hours does. Where the
            system cannot do it, the thread alone must do.
        """
        if by_signal:
            _end_by_signal(self._in)

        def wait() -> None:
            _wait_for_end(self._in)
            gone()

        threading.Thread(target=wait, name="dotnet_bridge parent", daemon=True).start()

    def write_ready(self, **facts: object) -> None:
        """Write the ready line. Nothing may be written after it."""
        version = ".".join(map(str, sys.version_info[:3]))
        self._write({"ready": True, "pid": os.getpid(), "python": version, **facts})

    def write_error(self, error: ChildError) -> None:
        """Write the error line, in place of the ready line."""
        fields = {"kind": error.kind, "message": error.message, "traceback": error.traceback}
        self._write({"error": fields})

    def _write(self, message: dict[str, object]) -> None:
        line = memoryview(json.dumps(message).encode("ascii") + b"\n")
        try:
            while line:
                line = line[os.write(self._out, line) :]
            os.close(self._out)
        except OSError:
            pass  # the parent is gone; the watch, or the exit that follows, ends this process


def end_now(code: int) -> None:
    """End the process, and what multiprocessing started for it, without running any clean-up."""
    try:
        abandon()
    finally:
        os._exit(code)


def abandon() -> None:
    """Kill the processes of multiprocessing and remove its folder, as its own exit would do.

    This process must end right after it: nothing of multiprocessing can start here any more.
    """
    from multiprocessing import active_children, current_process
    from multiprocessing.process import BaseProcess

    def start(self: BaseProcess) -> None:
        raise SystemExit  # ends the thread of a pool that replaces what is killed here

    BaseProcess.start = start  # type: ignore[method-assign]
    for child in active_children():
        child.kill()
    folder = getattr(current_process(), "_config", {}).get("tempdir")
    if folder:
        from shutil import rmtree

        rmtree(folder, ignore_errors=True)
    for child in active_children():
        child.kill()  # one that was being started meanwhile


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()


def _wait_for_end(descriptor: int) -> None:
    """Return when the other end of the pipe is closed."""
    import select

    poll = None
    if hasattr(select, "poll"):  # a socket with a reader waiting sends no SIGIO, so wait this way
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        poll = poller.poll
    with suppress(OSError):
        while True:
            if poll is not None:
                poll()
            if not os.read(descriptor, 4096):
                return


def _end_by_signal(descriptor: int) -> None:
    """Have the system send SIGIO, which ends a process, when the other end of the pipe closes.

    The only other cause would be data, and the parent writes none after the configuration.
    """
    if sys.platform == "win32" or not hasattr(os, "O_ASYNC"):
        return
    import fcntl

    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISFIFO(mode) and not stat.S_ISSOCK(mode):
        return  # a terminal, where each key would raise it
    try:
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO})
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    except (OSError, AttributeError):
        return  # not on this system; the thread watches
