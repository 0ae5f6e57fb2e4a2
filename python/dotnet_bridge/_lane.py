"""A worker's connection to the manager: results go out and tasks come in, in one trip.

Speaks as the proxies of multiprocessing.managers do (BaseProxy._connect and _callmethod), without
that module: importing it would be a fifth of a worker's start. A proxy waits for the answer to
``put`` before it asks for the next task. The server answers in order, so the lane asks at once:
that halves the cost of a small batch. A task is never asked for while another one is at work, so a
worker that dies holds one task at most.
"""

from __future__ import annotations

import pickle
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from queue import Empty

from . import _address
from ._errors import ChildError, reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from typing import Any

    from ._address import Address

_SLICE = 5.0  # seconds; a server thread that waits for longer would outlive its worker


class ManagerLostError(Exception):
    """The manager is gone, or it has lost a queue."""


class Lane:
    """Takes from one shared queue and puts into another. One thread at a time.

    Takes no references: they are the parent's, so a worker that is killed leaves none behind.

    :param tasks:
        The ident of the queue to take from.
    :param results:
        The ident of the queue to put into.
    """

    def __init__(self, connection: Connection[Any, Any], tasks: str, results: str) -> None:
        self._connection = connection
        self._results = results
        self._get = pickle.dumps((tasks, "get", (True, _SLICE), {}), 4)

    def first(self) -> Any:  # noqa: ANN401 - what the parent has put there
        """Wait for the first task.

        :raises ManagerLostError:
            The manager is gone.
        """
        try:
            self._connection.send_bytes(self._get)
            return self._receive_task()
        except (EOFError, OSError) as error:
            raise ManagerLostError("it closed the connection") from error

    def next(self, result: object) -> Any:  # noqa: ANN401 - what the parent has put there
        """Put the result of a task, and wait for the next one.

        :raises ManagerLostError:
            The manager is gone; whether it has the result is not known.
        """
        try:
            self._connection.send((self._results, "put", (result,), {}))
            self._connection.send_bytes(self._get)
            self._receive()
            return self._receive_task()
        except (EOFError, OSError) as error:
            raise ManagerLostError("it closed the connection") from error

    def _receive_task(self) -> object:
        while True:
            try:
                return self._receive()
            except Empty:
                self._connection.send_bytes(self._get)

    def _receive(self) -> object:
        kind, value = self._connection.recv()
        if kind == "#RETURN":
            return value
        if isinstance(value, Empty):
            raise value
        raise ManagerLostError(f"it answered {_last_line(value)}")


def connect(address: Address, authkey: bytes, *, name: str) -> Connection[Any, Any]:
    """Connect to a manager for calls to its objects.

    :param name:
        Becomes the name of the server's thread, for those who debug it.
    :raises ChildError:
        Nobody answers, the authkey is another one, or it is no manager.
    """
    where = _address.show(address)
    try:
        connection: Connection[Any, Any] = Client(address, authkey=authkey)
        connection.send((None, "accept_connection", (name,), {}))
        kind, value = connection.recv()
        if kind != "#RETURN":
            raise _no_manager(where) from ConnectionError(_last_line(value))
    except AuthenticationError as error:
        # From 3.12 on a peer that speaks another language raises it, too; only the text differs.
        if "digest" not in str(error):
            raise _no_manager(where) from error
        raise ChildError(
            "wrong-authkey",
            f"The manager at {where} has another authkey; give the one it was started with.",
        ) from error
    except OSError as error:
        if error.errno is None and error.strerror is None:
            raise _no_manager(where) from error  # "bad message length"
        raise ChildError(
            "cannot-connect",
            f"No manager answers at {where}: {reason(error)}; check the address.",
        ) from error
    except (EOFError, ValueError, AssertionError) as error:
        raise _no_manager(where) from error
    return connection


def _last_line(error: object) -> str:
    """The gist of what the server raised, or of the traceback that it sent instead."""
    return str(error).strip().rpartition("\n")[2]


def _no_manager(where: str) -> ChildError:
    return ChildError(
        "cannot-connect", f"What listens at {where} is not a manager; check the address."
    )
