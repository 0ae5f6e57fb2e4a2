"""Genuine managers in the embedded interpreter, and live C# objects in them."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import socket
import threading
from collections.abc import Callable
from multiprocessing.managers import Server, SyncManager
from typing import Any

from bridge_embedded.process import same_socket
from bridge_embedded.values import pack

Invoke = Callable[[tuple[Any, ...]], None]


class _Server(Server):
    """CPython's server, on threads of this process, that can be stopped without the process."""

    registry: dict[str, Any]
    listener: Any
    mutex: threading.Lock
    id_to_refcount: dict[str, int]
    id_to_local_proxy_obj: dict[str, Any]

    def start(self) -> None:
        self.stop_event = threading.Event()
        self._open: set[Any] = set()
        self._stopped = threading.Event()
        for work in (self.accepter, self._close_when_stopped):
            threading.Thread(target=work, name="bridge-manager", daemon=True).start()

    def accepter(self) -> None:
        while not self.stop_event.is_set():
            try:
                connection = self.listener.accept()
            except Exception:  # the other side went, or has another key
                continue
            if self.stop_event.is_set():
                connection.close()
                return
            threading.Thread(target=self.handle_request, args=(connection,), daemon=True).start()

    def handle_request(self, connection: Any) -> None:
        multiprocessing.current_process()._manager_server = self  # type: ignore[attr-defined]
        self._open.add(connection)
        try:
            super().handle_request(connection)
        finally:
            self._open.discard(connection)

    def _close_when_stopped(self) -> None:
        self.stop_event.wait()
        # A named pipe has no socket: its last instance ends with the process.
        with contextlib.suppress(AttributeError, OSError):
            _end(self.listener._listener._socket)
        self.listener.close()
        for connection in list(self._open):
            # One that has just gone is no matter.
            with contextlib.suppress(OSError), same_socket(connection) as same:
                _end(same)
        with self.mutex:
            self.registry.clear()
            self.id_to_obj.clear()
            self.id_to_refcount.clear()
            self.id_to_local_proxy_obj.clear()
        self._stopped.set()

    def stop(self, seconds: float) -> None:
        self.stop_event.set()
        self._stopped.wait(seconds)


def _end(connection: socket.socket) -> None:
    """Wakes whoever waits for it; closing alone does not."""
    connection.shutdown(socket.SHUT_RDWR)


def start(
    address: Any, key: bytes, registrations: list[tuple[str, Any]], stopped: Callable[[], None]
) -> Any:
    """Starts a manager; its server."""
    manager_class: Any = type("EmbeddedManager", (SyncManager,), {})
    for typeid, factory in registrations:
        manager_class.register(typeid, factory)
    server = _Server(manager_class._registry, address, key, "pickle")  # as BaseManager.get_server
    server.start()

    def tell() -> None:
        server._stopped.wait()
        stopped()

    threading.Thread(target=tell, name="bridge-manager-end", daemon=True).start()
    return server


class LiveObject:
    """A C# object. Subclasses have its methods."""

    def __init__(self, handle: int, invoke: Invoke, release: Callable[[int], None]) -> None:
        self._handle = handle
        self._invoke = invoke
        self._release = release

    def __del__(self) -> None:
        self._release(self._handle)

    def __reduce__(self) -> Any:
        raise pickle.PicklingError(
            f"a live {type(self).__name__} is used through its proxy; it cannot be copied"
        )

    def __str__(self) -> str:
        return str(_call(self, "__str__", (), {}))

    __repr__ = __str__


def make_factory(
    name: str,
    methods: list[str],
    make: Callable[[Any], None],
    invoke: Invoke,
    release: Callable[[int], None],
) -> Callable[..., LiveObject]:
    """What a manager calls to make one."""
    members = {method: _method(method) for method in methods}
    live_class: type[LiveObject] = type(name, (LiveObject,), members)
    live_class.__module__ = "dotnet"

    def factory() -> LiveObject:
        answer: list[Any] = []
        make(answer)
        return live_class(_result(answer), invoke, release)

    return factory


def _method(name: str) -> Callable[..., Any]:
    def method(self: LiveObject, /, *args: Any, **keywords: Any) -> Any:
        return _call(self, name, args, keywords)

    method.__name__ = method.__qualname__ = name
    return method


def _call(live: LiveObject, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    positional = [pack(value, name) for value in args]
    named = [(key, pack(value, name)) for key, value in keywords.items()]
    answer: list[Any] = []
    live._invoke((live._handle, name, positional, named, answer))
    return _result(answer)


def _result(answer: list[Any]) -> Any:
    """The value that .NET put there, or its exception raised."""
    succeeded, value = answer
    if succeeded:
        return value
    raise value
