"""``serve``: a genuine manager server, whose process ends with its parent.

Configuration: ``address`` (None for a private one), ``authkey`` in hexadecimal digits, and
``register``, a list of functions that are called with the manager's class to register types.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import stat
import sys
from multiprocessing import current_process
from multiprocessing.managers import SyncManager

from . import _address
from ._errors import ChildError, one_line, reason
from ._functions import format_traceback, load
from ._parent import Parent, abandon, end_now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType
    from typing import Any

    from ._address import Address


class BridgeManager(SyncManager):
    """Has its own registry, so that registering a type here leaves other managers alone."""


def serve(parent: Parent, config: dict[str, Any]) -> int:
    """Run the server until it is shut down, its parent ends, or it is told to terminate."""
    authkey = _address.read_authkey(config)
    wanted = config.get("address")
    address = None if wanted is None else _address.from_json(wanted)

    current_process().authkey = authkey  # for proxies of this server that are stored in it
    _register(config.get("register") or ())
    files = _SocketFiles()
    try:
        server = BridgeManager(address=files.prepare(address), authkey=authkey).get_server()
    except OSError as error:
        files.remove()
        raise _cannot_listen(address, error) from error
    bound: Any = server.address
    files.own(bound)

    def stop() -> None:
        files.remove()
        end_now(0)

    parent.watch(stop)
    _stop_by_signal(files)
    parent.write_ready(
        address=_address.to_json(bound),
        implementation=sys.implementation.name,
        executable=sys.executable,
    )
    try:
        server.serve_forever()  # raises SystemExit once a client has shut it down
    finally:
        server.listener.close()  # type: ignore[attr-defined]  # removes the socket
        files.remove()
    return 0


class _SocketFiles:
    """What the server leaves in the file system while it runs."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._folder: str | None = None
        self._socket: str | None = None
        self._inode = -1

    def prepare(self, address: Address | None) -> Address | None:
        """Make room for the socket; give the address to bind to."""
        if address is None and hasattr(socket, "AF_UNIX") and sys.platform != "win32":
            self._folder = _private_folder()
            return os.path.join(self._folder, "manager")
        if isinstance(address, str) and not address.startswith((os.sep * 2, "\\\\")):
            _remove_stale(address)
        return address

    def own(self, address: Address) -> None:
        """Remember the socket the server has bound."""
        if isinstance(address, str) and os.path.exists(address):
            self._socket = os.path.abspath(address)
            self._inode = os.stat(self._socket).st_ino

    def remove(self) -> None:
        """Remove the socket, unless it is someone else's by now, and the private folder.

        Does nothing in a process that was forked from the server's.
        """
        if os.getpid() != self._owner:
            return
        try:
            if self._socket is not None and os.stat(self._socket).st_ino == self._inode:
                os.unlink(self._socket)
        except OSError:
            pass  # already gone
        try:
            if self._folder is not None:
                os.rmdir(self._folder)
        except OSError:
            pass  # not empty: not ours to remove


def _private_folder() -> str:
    """A new folder that only this user can enter, with a path short enough for a socket."""
    import tempfile

    folder = tempfile.gettempdir()
    return tempfile.mkdtemp(prefix="bridge-", dir=folder if len(folder) < 70 else "/tmp")


def _remove_stale(path: str) -> None:
    """Remove the socket that a killed server left behind.

    :raises ChildError:
        A server listens there, or the file is no socket.
    """
    try:
        if not stat.S_ISSOCK(os.stat(path).st_mode):
            raise ChildError(
                "address-in-use", f"{path} exists and is no socket; choose another address."
            )
    except OSError:
        return  # nothing there; what else is wrong with it shows when the server binds
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        if probe.connect_ex(path) == errno.ECONNREFUSED:
            os.unlink(path)


def _cannot_listen(address: Address | None, error: OSError) -> ChildError:
    where = "a private socket" if address is None else _address.show(address)
    if error.errno == errno.EADDRINUSE:
        return ChildError(
            "address-in-use",
            f"Another program listens at {where}; stop it or choose another address.",
        )
    return ChildError(
        "bad-config", f"Cannot listen at {where}: {reason(error)}; choose another address."
    )


def _register(specs: Iterable[str]) -> None:
    for spec in specs:
        function, _ = load(spec)
        try:
            function(BridgeManager)
        except BaseException as error:
            raise ChildError(
                "register-failed",
                f"{spec} raised {type(error).__name__} while it registered its types: "
                f"{one_line(error)}.",
                traceback=format_traceback(error),
            ) from error


def _stop_by_signal(files: _SocketFiles) -> None:
    """Let the signals that end the process remove files and child processes first."""

    owner = os.getpid()

    def stop(number: int, _: FrameType | None) -> None:
        if os.getpid() == owner:  # and not a process that was forked from it
            files.remove()
            abandon()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, stop)
