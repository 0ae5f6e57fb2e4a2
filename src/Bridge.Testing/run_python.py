"""Runs a file with ``manager``, a connected SyncManager, among its globals.

``python run_python.py FILE ARGUMENT…``; the first line of standard input is JSON: ``address``,
``authkey`` in hexadecimal digits, ``register`` (the functions that the server called to register
its typeids), ``folder`` and ``shared`` (the first and the last one to import from) and ``timeout``
in seconds or null. The rest of standard input is the file's.
"""

from __future__ import annotations

import faulthandler
import importlib
import importlib.util
import json
import os
import runpy
import sys
import traceback
from multiprocessing import current_process
from multiprocessing.managers import SyncManager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Manager(SyncManager):
    """Has its own registry, so that registering a type here leaves other managers alone."""


def _connect(config: dict[str, Any]) -> Manager:
    address = config["address"]
    if isinstance(address, list):
        address = tuple(address)
    elif isinstance(address, dict):
        address = b"\0" + os.fsencode(address["abstract"])
    authkey = bytes.fromhex(config["authkey"])
    current_process().authkey = authkey  # for proxies inside of others
    for spec in config["register"]:
        _load(spec)(Manager)
    manager = Manager(address, authkey)
    manager.connect()
    return manager


def _load(spec: str) -> Any:  # noqa: ANN401
    source, _, name = spec.rpartition(":")
    if source.endswith(".py"):
        sys.path.insert(1, os.path.dirname(os.path.abspath(source)))
        source = os.path.splitext(os.path.basename(source))[0]
    found: Any = importlib.import_module(source)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _print_traceback(error: BaseException, path: str) -> None:
    """Print what Python would, from the first frame of the file on."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != path:
        frames = frames.tb_next
    traceback.print_exception(type(error), error, frames or error.__traceback__)


def main() -> None:
    """Run the file; the process ends with 1 and a traceback when it raises."""
    path = sys.argv[1]
    del sys.argv[0]
    config = json.loads(sys.stdin.readline())
    if sys.path[:1] == [os.path.dirname(os.path.abspath(__file__))]:
        del sys.path[0]  # ours; not there when Python runs in safe-path mode
    sys.path.insert(0, config["folder"])
    sys.path.append(config["shared"])
    if config["timeout"] is not None:
        faulthandler.dump_traceback_later(config["timeout"], exit=True)
    manager = _connect(config)
    try:
        runpy.run_path(path, {"manager": manager}, "__main__")
    except Exception as error:
        _print_traceback(error, path)
        sys.exit(1)


if __name__ == "__main__":
    main()
