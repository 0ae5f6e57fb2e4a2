"""``worker``: takes batches of rows from one shared queue, puts their results into another.

Configuration: ``address`` and ``authkey`` of the manager, ``function`` (``module:function`` or
``path/to/file.py:function``), ``tasks`` and ``results`` (``typeid``, ``ident`` and ``exposed`` of
the two queues), ``worker`` (the number in each result), ``columns`` (rows are :class:`Row`), and
``path``, more folders to import from.

A task is ``(batch, count, blob)``, or None to stop. A result is ``(worker, batch, blob)``. What is
in the blobs is the subject of ``_batch``. The parent holds the references to the queues: a worker
that is killed leaves none behind.
"""

from __future__ import annotations

import sys
from multiprocessing import AuthenticationError, current_process
from multiprocessing.managers import (  # type: ignore[attr-defined]  # typeshed lacks MakeProxyType
    MakeProxyType,
    RemoteError,
    SyncManager,
    Token,
)
from queue import Empty

from . import _address
from ._batch import Batches
from ._errors import ChildError, one_line, reason
from ._functions import format_traceback, load
from ._parent import Parent, end_now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, Protocol

    from ._address import Address

    class Queue(Protocol):
        """What a worker uses of the proxy for a shared queue."""

        def get(self, block: bool, timeout: float) -> Any: ...  # noqa: ANN401 - any pickle
        def put(self, item: object) -> None: ...


_SLICE = 5.0  # seconds; a longer wait on the server would outlive a worker that is gone
_LOST = 4


def work(parent: Parent, config: dict[str, Any]) -> int:
    """Run the worker until it is told to stop, or its parent or the manager is gone."""
    parent.watch(lambda: end_now(_LOST), by_signal=True)
    address = _address.from_json(config.get("address"))
    authkey = _address.read_authkey(config)
    try:
        spec, path = config["function"], config.get("path") or []
        worker, columns = int(config["worker"]), bool(config.get("columns"))
        queues = [config["tasks"], config["results"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ChildError(
            "bad-config", f"The configuration of a worker is not complete: {one_line(error)}."
        ) from error

    current_process().authkey = authkey  # for proxies among the rows
    function, module = load(spec, path)
    _set_up(module, spec)
    _connect(address, authkey)
    tasks, results = (_proxy(queue, address, authkey) for queue in queues)
    parent.write_ready()
    try:
        _loop(tasks, results, Batches(function, columns=columns), worker)
    except (EOFError, OSError, RemoteError) as error:
        text = one_line(error).rpartition(" ")[2] if isinstance(error, RemoteError) else ""
        print(
            f"worker {worker}: the manager at {_address.show(address)} is gone"
            f"{f' or has lost the queue ({text})' if text else ''}.",
            file=sys.stderr,
        )
        return _LOST
    return 0


def _loop(tasks: Queue, results: Queue, batches: Batches, worker: int) -> None:
    while True:
        try:
            task = tasks.get(True, _SLICE)
        except Empty:
            continue
        if task is None:
            return
        batch, count, blob = task
        results.put((worker, batch, batches.run(blob, count)))


def _set_up(module: ModuleType, spec: str) -> None:
    setup = getattr(module, "setup", None)
    if not callable(setup):
        return
    try:
        setup()
    except BaseException as error:
        text = one_line(error)
        raise ChildError(
            "setup-failed",
            f"setup() beside {spec} raised {type(error).__name__}{': ' + text if text else ''}.",
            traceback=format_traceback(error, below=__file__),
        ) from error


def _connect(address: Address, authkey: bytes) -> None:
    """Find out in one connection whether a manager answers, and with this authkey."""
    where = _address.show(address)
    try:
        SyncManager(address=address, authkey=authkey).connect()
    except AuthenticationError as error:
        raise ChildError(
            "wrong-authkey",
            f"The manager at {where} has another authkey; give the one it was started with.",
        ) from error
    except (EOFError, ValueError, AssertionError, RemoteError) as error:
        raise ChildError(
            "cannot-connect", f"What listens at {where} is not a manager; check the address."
        ) from error
    except OSError as error:
        raise ChildError(
            "cannot-connect",
            f"No manager answers at {where}: {reason(error)}; check the address.",
        ) from error


def _proxy(queue: dict[str, Any], address: Address, authkey: bytes) -> Queue:
    """A proxy for a queue that lives in the manager; takes no reference of its own."""
    try:
        typeid, ident, exposed = queue["typeid"], queue["ident"], tuple(queue["exposed"])
    except (KeyError, TypeError) as error:
        raise ChildError(
            "bad-config", "A queue in the configuration needs typeid, ident and exposed."
        ) from error
    token = Token(typeid, address, ident)
    proxy_type: Callable[..., Queue] = MakeProxyType(f"AutoProxy[{typeid}]", exposed)
    return proxy_type(token, "pickle", authkey=authkey, incref=False)
