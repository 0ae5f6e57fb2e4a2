"""A child process that gets one line on standard input and ends when that closes.

Standard input stays open for as long as this process lives, so the child notices its end, also when
it is killed. What the child prints goes to ``logging``.
"""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections import deque
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from ._errors import reason
from ._problems import DotNetStartError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_KEPT_LINES = 40
_MAX_LINE = 1 << 16  # bytes; a longer one is logged in pieces
_RELAY_PATIENCE = 0.5  # seconds; a grandchild may hold the pipes open, it is not waited for
# How a .NET program ends that was told to, and how Windows ends one.
_TERMINATED = 1 if sys.platform == "win32" else 128 + signal.SIGTERM

_living: weakref.WeakSet[Child] = weakref.WeakSet()


class Child:
    """A started child process. Thread-safe. A process that is forked from ours cannot end it.

    :param command:
        The program and its arguments.
    :param line:
        What it reads first; may hold the authkey, so it is never logged.
    :param log:
        Receives what the child prints, each line with its level.
    :param report:
        Is asked for each line of standard output, in place of ``log``, until it takes one; it gets
        None when there are no more.
    :param own_group:
        Start it in a group of its own: Ctrl-C in the terminal is not for it, and :meth:`kill` takes
        along what it started.
    :raises DotNetStartError:
        The system cannot run the command.
    """

    def __init__(
        self,
        command: Sequence[str],
        line: str,
        log: Callable[[int, str], None],
        *,
        report: Callable[[str | None], bool] | None = None,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        own_group: bool = False,
    ) -> None:
        options: dict[str, Any] = {}
        if own_group and sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        elif own_group:
            options["start_new_session"] = True
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                command,
                bufsize=0,
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                cwd=cwd,
                env=env,
                **options,
            )
        except OSError as error:
            raise DotNetStartError(
                f"{command[0]} cannot be run{f' in {cwd}' if cwd else ''}: {reason(error)}."
            ) from error
        self.pid = self._process.pid
        self._owner = os.getpid()
        self._log = log
        self._own_group = own_group
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._gate = threading.Lock()
        self._exited = threading.Event()
        self._callbacks: list[Callable[[int], None]] = []
        self._terminated = False
        self._close_sentinel: Callable[[], object] | None = None
        self._done: int | None = None  # the other end of the sentinel, closed by the watcher
        self.sentinel = self._make_sentinel()
        _living.add(self)
        self._relays = [
            self._thread("output", self._relay, self._process.stdout, logging.INFO, report),
            self._thread("errors", self._relay, self._process.stderr, logging.WARNING, None),
        ]
        self._thread("exit", self._watch)
        self._send(line)

    @property
    def exitcode(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        code: int | None = self._process.returncode if self._exited.is_set() else None
        if self._terminated and code == _TERMINATED:
            return -signal.SIGTERM
        return code

    @property
    def _is_foreign(self) -> bool:
        return os.getpid() != self._owner

    @property
    def last_words(self) -> str:
        """The last lines on standard error."""
        with self._gate:
            return "\n".join(self._lines)

    def on_exit(self, callback: Callable[[int], None]) -> None:
        """Call once, on a thread of its own, when it has ended; at once if it has already."""
        with self._gate:
            if not self._exited.is_set():
                self._callbacks.append(callback)
                return
        callback(self.exitcode or 0)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it has ended and what it printed is logged; false when that takes longer."""
        if self._is_foreign:
            return False  # nobody here would see it
        ended = self._exited.wait(timeout)
        if ended and threading.current_thread() not in self._relays:
            for relay in self._relays:
                relay.join(_RELAY_PATIENCE)
        return ended

    def close_input(self) -> None:
        """Tell the child that this process needs it no more."""
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]  # it is a pipe

    def terminate(self) -> None:
        """Ask it to end: SIGTERM; on Windows it ends at once."""
        if self._is_foreign or self._exited.is_set():
            return  # what has ended by itself was not ended by us
        self._terminated = True
        with suppress(OSError):
            self._process.terminate()

    def kill(self) -> None:
        """End it now."""
        if self._is_foreign:
            return
        with self._gate:
            if self._own_group and sys.platform != "win32" and self._process.returncode is None:
                with suppress(OSError):  # it ended meanwhile
                    os.killpg(self.pid, signal.SIGKILL)
        with suppress(OSError):
            self._process.kill()

    def end(self, patience: float) -> None:
        """Close its input, and kill it when that does not help soon."""
        if self._is_foreign:
            return
        self.close_input()
        if not self.wait(patience):
            self.kill()
            self.wait()

    def release(self) -> None:
        """Close what is left of a process that has ended."""
        self.close_input()
        if self._close_sentinel is not None:
            self._close_sentinel()

    def _send(self, line: str) -> None:
        data = memoryview(line.encode("ascii") + b"\n")
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):  # it has ended; who waits for it is told
            while data:
                data = data[self._process.stdin.write(data) :]

    def _relay(
        self, stream: IO[bytes], level: int, report: Callable[[str | None], bool] | None
    ) -> None:
        with suppress(OSError, ValueError), io.BufferedReader(stream) as reader:  # type: ignore[type-var]
            for raw in iter(lambda: reader.readline(_MAX_LINE), b""):
                text = raw.decode("utf-8", "replace").rstrip("\r\n")
                if report is not None and report(text):
                    report = None
                    continue
                if level == logging.WARNING:
                    with self._gate:
                        self._lines.append(text)
                # When nobody reads the pipe, the child stops at its next print.
                with suppress(Exception):
                    self._log(level, text)
        if report is not None:
            report(None)

    def _watch(self) -> None:
        self._process.wait()
        self.close_input()
        with self._gate:
            self._exited.set()
            callbacks, self._callbacks = self._callbacks, []
            if self._done is not None:
                os.close(self._done)
                self._done = None
        for callback in callbacks:
            callback(self.exitcode or 0)

    def _make_sentinel(self) -> int:
        if sys.platform == "win32":
            return int(self._process._handle)
        sentinel, self._done = os.pipe()
        self._close_sentinel = weakref.finalize(self, os.close, sentinel)
        return sentinel

    def _thread(
        self, name: str, target: Callable[..., None], *arguments: object
    ) -> threading.Thread:
        thread = threading.Thread(
            target=target, args=arguments, name=f"dotnet_bridge {name} of {self.pid}", daemon=True
        )
        thread.start()
        return thread

    def _after_fork(self) -> None:
        """A forked process must not keep the child alive, nor end it."""
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]  # it is a pipe
        if self._done is not None:
            with suppress(OSError):
                os.close(self._done)


def _after_fork() -> None:
    for child in list(_living):
        child._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
