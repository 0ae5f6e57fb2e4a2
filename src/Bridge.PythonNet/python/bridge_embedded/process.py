"""The process: an interpreter that fits beside .NET, and its end."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.process
import multiprocessing.spawn
import os
import socket
import sys
import threading
import time
from typing import Any

from bridge_embedded.coroutines import end_coroutines
from bridge_embedded.proxies import replace_stock


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
    stock = multiprocessing.connection.SocketClient  # type: ignore[attr-defined]

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
    replace_stock()
    if hasattr(os, "fork"):
        os.fork = os.forkpty = _refuse_fork
        _watch_children()


def finish(seconds: float) -> None:
    """What CPython does before it ends: threads, processes, atexit, buffers. Bounded."""
    deadline = time.monotonic() + seconds

    def left(share: float = 1.0) -> float:
        return max(0.0, deadline - time.monotonic()) * share

    end_coroutines(left(0.3))
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
