"""``worker``: takes batches of rows from one shared queue, puts their results into another.

Configuration: ``address`` and ``authkey`` of the manager, ``function`` (``module:function`` or
``path/to/file.py:function``), ``tasks`` and ``results`` (the ``ident`` of each queue), ``worker``
(the number in each result), ``columns`` (dicts reach the function as Row), and ``path``, more
folders to import from.

A task is a list of ``(batch, count, blob)``, or None to stop; where the parent traces, a tuple of
that list and the W3C traceparent. Its result is ``(worker, [(batch,
blob), …], seconds)``, with the batches that were done and what they took; the parent takes back the
others. What is in the blobs is the subject of ``_batch``.
"""

from __future__ import annotations

import sys
from multiprocessing import current_process

from . import _address
from ._batch import Batches
from ._errors import ChildError, one_line
from ._functions import format_traceback, load
from ._lane import Lane, ManagerLostError, connect
from ._parent import Parent, end_now
from ._trace import Tracer, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_LOST = 4  # exit code when the manager or the parent is gone


def work(parent: Parent, config: dict[str, Any]) -> int:
    """Run the worker until it is told to stop, or its parent or the manager is gone."""
    parent.watch(lambda: end_now(_LOST), by_signal=True)
    address = _address.from_json(config.get("address"))
    authkey = _address.read_authkey(config)
    try:
        spec, path = str(config["function"]), list(config.get("path") or ())
        worker, columns = int(config["worker"]), bool(config.get("columns"))
        queues = str(config["tasks"]["ident"]), str(config["results"]["ident"])
    except (KeyError, TypeError, ValueError) as error:
        raise ChildError(
            "bad-config", f"The configuration of a worker is not complete: {one_line(error)}."
        ) from error

    current_process().authkey = authkey  # for proxies among the rows
    function, module = load(spec, path)
    _set_up(module, spec)
    lane = Lane(connect(address, authkey, name=f"worker {worker}"), *queues)
    parent.write_ready()

    batches, tracer = Batches(function, columns=columns), Tracer()
    try:
        task = lane.first()
        while task is not None:
            entries, parent_span = split(task)
            with tracer.within(parent_span):
                done = batches.run_all(entries)
            task = lane.next((worker, *done))
    except ManagerLostError as error:
        # Without a word when the manager is gone: the parent notices, each worker would say it.
        if not isinstance(error.__cause__, (EOFError, OSError)):
            where = _address.show(address)
            print(f"worker {worker} lost the manager at {where}: {error}.", file=sys.stderr)
        return _LOST
    return 0


def _set_up(module: ModuleType, spec: str) -> None:
    """Call the ``setup()`` of the function's module, if it has one."""
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
            traceback=format_traceback(error),
        ) from error
