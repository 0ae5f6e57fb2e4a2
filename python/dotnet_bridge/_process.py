"""A .NET program as a child process, with the manners of ``multiprocessing.Process``."""

from __future__ import annotations

import atexit
import itertools
import json
import logging
import os
import threading
from multiprocessing import current_process
from typing import TYPE_CHECKING

from . import _address
from ._child import Child
from ._connect import find
from ._dotnet import command_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from multiprocessing.managers import BaseManager

    from typing_extensions import Self

_PATIENCE = 5.0  # seconds for a program to end when its standard input closes, and again by SIGTERM

_numbers = itertools.count(1)
_running: set[DotNetProcess] = set()


class DotNetProcess:
    """A .NET program that gets the address and the key of a manager by standard input.

    The program reads them with ``ParentConnection.ReadAsync()``. Its output goes line by line to
    the logger ``dotnet_bridge.NAME``, standard output as INFO and standard error as WARNING. It can
    see the end of this process, also by SIGKILL, as the end of its standard input.

    Thread-safe. Belongs to the process that created it; a forked one must not use it.

    :param program:
        ``App.dll``, an executable, or what is built first: a project file or folder, ``app.cs``.
    :param args:
        Arguments for it.
    :param manager:
        The manager, started or connected; or give ``address`` and ``authkey``, as in
        :func:`~dotnet_bridge.connect`.
    :param name:
        For the logger. Default: the name of the program and a number.
    :param daemon:
        End it when this program ends; others are waited for. Default: as this process is.
    :param cwd:
        Its current folder. Default: ours.
    :param env:
        Its environment. Default: ours.
    :param configuration:
        How a project is built.
    :raises ValueError:
        No manager, none that runs, or no key.
    """

    def __init__(
        self,
        program: str | os.PathLike[str],
        args: Iterable[object] = (),
        *,
        manager: BaseManager | None = None,
        address: object = None,
        authkey: bytes | str | None = None,
        name: str | None = None,
        daemon: bool | None = None,
        cwd: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
        configuration: str = "Release",
    ) -> None:
        self._address, self._authkey = find(manager, address, authkey)
        if isinstance(args, (str, bytes)):
            raise TypeError(f"args is a list of arguments, not {args!r}.")
        self._program = os.fspath(program)
        self._args = [str(arg) for arg in args]
        stem = os.path.splitext(os.path.basename(os.path.abspath(self._program)))[0]
        self.name = f"{stem}-{next(_numbers)}" if name is None else name
        self.daemon = current_process().daemon if daemon is None else daemon
        self._cwd = None if cwd is None else os.fspath(cwd)
        self._env = env
        self._configuration = configuration
        self._child: Child | None = None
        self._gate = threading.Lock()  # so that two threads do not both start it
        self._owner = os.getpid()
        self._closed = False

    def start(self) -> None:
        """Start the program, and do not wait for it.

        :raises DotNetStartError:
            It is not there, does not build, or cannot be run; or there is no ``dotnet``.
        """
        self._check()
        with self._gate:
            if self._child is not None:
                raise RuntimeError("A process can be started only once; make another one.")
            self._child = self._start()
            _running.add(self)
        self._child.on_exit(lambda _: _running.discard(self))

    def join(self, timeout: float | None = None) -> None:
        """Wait until the program has ended, or for ``timeout`` seconds."""
        self._started().wait(timeout)

    def is_alive(self) -> bool:
        """Whether it runs."""
        self._check()
        return self._child is not None and self._child.exitcode is None

    @property
    def exitcode(self) -> int | None:
        """None while it runs; the negative number of the signal that ended it."""
        self._check()
        return None if self._child is None else self._child.exitcode

    @property
    def pid(self) -> int | None:
        """None before the start."""
        self._check()
        return None if self._child is None else self._child.pid

    ident = pid

    @property
    def sentinel(self) -> int:
        """For ``multiprocessing.connection.wait``: becomes ready when the program has ended."""
        return self._started().sentinel

    def terminate(self) -> None:
        """Ask it to end, by SIGTERM; on Windows it ends at once."""
        self._started().terminate()

    def kill(self) -> None:
        """End it at once."""
        self._started().kill()

    def close(self) -> None:
        """Release what belongs to a program that has ended.

        :raises ValueError:
            It still runs.
        """
        if self._closed:
            return
        if self.is_alive():
            raise ValueError("Cannot close a process while it runs; call join() or terminate().")
        self._closed = True
        if self._child is not None:
            self._child.release()

    def __enter__(self) -> Self:
        """Start it, if that is not done."""
        self._check()
        if self._child is None:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it: close its standard input, then SIGTERM, then SIGKILL. Call join() to wait."""
        if not self._closed and os.getpid() == self._owner:  # it is not a forked process's to end
            self._end()
            self.close()

    def __repr__(self) -> str:
        if self._closed or self._child is None:
            state = "closed" if self._closed else "initial"
        elif self._child.exitcode is None:
            state = f"pid={self._child.pid} started"
        else:
            state = f"pid={self._child.pid} stopped exitcode={self._child.exitcode}"
        return f"<DotNetProcess name={self.name!r} {state}{' daemon' if self.daemon else ''}>"

    def _start(self) -> Child:
        command = command_of(self._program, configuration=self._configuration)
        logger = logging.getLogger(f"dotnet_bridge.{self.name}")
        config = {"address": _address.to_json(self._address), "authkey": self._authkey.hex()}
        environment = dict(os.environ if self._env is None else self._env)
        environment["DOTNET_BRIDGE_PARENT"] = "stdin"
        return Child(
            [*command, *self._args],
            json.dumps(config),
            lambda level, text: logger.log(level, "%s", text),
            cwd=self._cwd,
            env=environment,
        )

    def _end(self) -> None:
        child = self._child
        if child is None:
            return
        child.close_input()
        if not child.wait(_PATIENCE):
            child.terminate()
            if not child.wait(_PATIENCE):
                child.kill()
                child.wait()

    def _check(self) -> None:
        if self._closed:
            raise ValueError("The process object is closed.")
        if os.getpid() != self._owner:
            raise RuntimeError("This process did not start the program; only its parent may ask.")

    def _started(self) -> Child:
        self._check()
        if self._child is None:
            raise ValueError("The process has not been started; call start() first.")
        return self._child


def _at_exit() -> None:
    """As multiprocessing does: end the daemons, and wait for the others."""
    mine = [process for process in list(_running) if process._owner == os.getpid()]
    for process in mine:
        if process.daemon and process._child is not None:
            process._child.close_input()
    for process in mine:
        if process.daemon:
            process._end()
    for process in mine:
        if not process.daemon and process._child is not None:
            process._child.wait()


atexit.register(_at_exit)
