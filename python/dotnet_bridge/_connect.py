"""Connecting to a manager from Python, so that proxies inside of values work as well."""

from __future__ import annotations

import os
import queue
import threading
from contextlib import contextmanager
from multiprocessing import current_process
from multiprocessing.connection import Client
from multiprocessing.managers import (  # type: ignore[attr-defined]  # typeshed lacks dispatch
    BaseManager,
    SyncManager,
    dispatch,
)
from typing import TYPE_CHECKING, Any, TypeVar, overload

from . import _address, _lane
from ._errors import ChildError
from ._problems import BridgeAuthenticationError, BridgeConnectionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._address import Address

    Manager = TypeVar("Manager", bound=BaseManager)

_VARIABLE = "BRIDGE_AUTHKEY"
_PATIENCE = 2.0  # seconds for the server's own address to answer


@overload
def connect(address: object, authkey: bytes | str | None = None) -> SyncManager: ...


@overload
def connect(
    address: object, authkey: bytes | str | None = None, *, manager_class: type[Manager]
) -> Manager: ...


def connect(
    address: object,
    authkey: bytes | str | None = None,
    *,
    manager_class: type[BaseManager] = SyncManager,
) -> BaseManager:
    """Connect to a running manager.

    Makes ``authkey`` the key of this process (``multiprocessing.current_process().authkey``):
    Python connects with that, and with nothing else, when it reads a proxy that is inside of a
    value. Processes that are started later inherit it.

    :param address:
        ``"host:port"``, ``(host, port)``, the path of a socket, ``"@name"`` for an abstract one, or
        ``r"\\\\.\\pipe\\name"``.
    :param authkey:
        Bytes, or text that stands for its UTF-8 bytes. Default: the text in ``BRIDGE_AUTHKEY``.
    :param manager_class:
        Your own manager, with its registered types.
    :raises ValueError:
        It is no address, or there is no key.
    :raises BridgeConnectionError:
        No manager answers there.
    :raises BridgeAuthenticationError:
        The manager has another key.
    """
    key = read_authkey(authkey)
    where = canonical(_address.parse(address), key)
    manager = manager_class(address=where, authkey=key)
    manager.connect()
    current_process().authkey = key
    return manager


def read_authkey(given: bytes | str | None) -> bytes:
    """The key as bytes. It never appears in a message."""
    if given is None:
        given = os.environ.get(_VARIABLE, "")
        if not given:
            raise ValueError(f"The manager's authkey is missing; give it, or set {_VARIABLE}.")
    if isinstance(given, str):
        given = given.encode("utf-8")
    if not isinstance(given, (bytes, bytearray)) or not given:
        raise ValueError("An authkey is bytes or text, and not empty.")
    return bytes(given)


def find(
    manager: BaseManager | None, address: object, authkey: bytes | str | None
) -> tuple[Address, bytes]:
    """Where a manager is and its key: of a manager object, or of an address.

    :raises ValueError:
        One sentence about what is missing.
    """
    if manager is None:
        if address is None:
            raise ValueError("Give a manager, or the address and the authkey of one.")
        return _absolute(_address.parse(address)), read_authkey(authkey)
    if address is not None:
        raise ValueError("Give a manager or an address, not both.")
    if not isinstance(manager, BaseManager):
        raise TypeError(
            f"{type(manager).__name__} is no manager; give what multiprocessing.Manager() or "
            "dotnet_bridge.connect() returns."
        )
    if getattr(manager, "_serializer", "pickle") != "pickle":
        raise ValueError("The manager speaks XML; .NET needs one with serializer='pickle'.")
    key = getattr(manager, "_authkey", None) if authkey is None else read_authkey(authkey)
    if not key:
        raise ValueError("The key of this manager is not known here; give authkey as well.")
    if not manager.address or getattr(manager, "_state", None) is None:
        raise ValueError("The manager has no address yet; start it or connect it first.")
    if manager._state.value != 1:  # type: ignore[attr-defined]  # State.STARTED
        raise ValueError("The manager does not run; start it or connect it first.")
    return _absolute(manager.address), bytes(key)


def _absolute(address: Address) -> Address:
    """The path of a socket from any current folder."""
    if isinstance(address, str) and address[:1] not in ("\0", "\\"):
        return os.path.abspath(address)
    return address


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what a connection raises into the exceptions that users catch."""
    try:
        yield
    except ChildError as error:
        if error.kind == "wrong-authkey":
            raise BridgeAuthenticationError(error.message) from error.__cause__
        raise BridgeConnectionError(error.message) from error.__cause__


def canonical(address: Address, authkey: bytes) -> Address:
    """The name that the server itself has for its address, if it can be dialled from here.

    A proxy that is stored in a container names an address, and the server takes it for its own only
    if that is equal to the last byte: not ``localhost`` for ``127.0.0.1``. Otherwise it would try
    to connect to itself.

    :raises BridgeConnectionError:
        No manager answers.
    """
    with sentences():
        connection = _lane.connect(address, authkey, name="connect")
    with connection:
        try:
            ident, _ = _call(address, authkey, "create", ("dict",))
        except Exception:
            return address  # a manager without dict has no containers either
        try:
            connection.send((ident, "__iter__", (), {}))
            kind, value = connection.recv()
            if kind != "#PROXY":
                return address
            token = value[1]
            _call(address, authkey, "decref", (token.id,))
            if token.address != address and _is_same(token.address, authkey, ident):
                return token.address  # type: ignore[no-any-return]
            return address
        finally:
            _call(address, authkey, "decref", (ident,))


def _is_same(address: Address, authkey: bytes, ident: str) -> bool:
    """Whether the server there has this object, and so is the same.

    On a thread: an address that is not reachable from here may swallow what is sent to it, and the
    system tries for minutes.
    """
    answers: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def ask() -> None:
        try:
            _call(address, authkey, "incref", (ident,))
            _call(address, authkey, "decref", (ident,))
        except Exception:
            answers.put(False)
        else:
            answers.put(True)

    threading.Thread(target=ask, name="dotnet_bridge connect", daemon=True).start()
    try:
        return answers.get(timeout=_PATIENCE)
    except queue.Empty:
        return False


def _call(address: Address, authkey: bytes, method: str, arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """Ask the server itself; each such call has a connection of its own."""
    with Client(address, authkey=authkey) as connection:
        return dispatch(connection, None, method, arguments)
