"""A genuine manager in a process of its own, for tests. Knows nothing of pytest."""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
import time
from contextlib import contextmanager
from functools import cache
from multiprocessing import current_process
from multiprocessing.connection import Client
from multiprocessing.managers import (  # type: ignore[attr-defined]  # typeshed lacks dispatch
    SyncManager,
    dispatch,
)
from typing import TYPE_CHECKING

from . import _address
from ._connect import connect
from ._crew import start_child
from ._functions import load
from ._pool import _python

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

_START_TIMEOUT = 30.0
_ENTRY = re.compile(r"^  ([0-9a-f]+): {7}refcount=(\d+)\n", re.MULTILINE)


class TestManager:
    """The process of a manager and a client of it.

    :param register:
        Functions that register typeids, called with the manager's class on both sides.
    :param folder:
        What they are relative to, and where the manager runs.
    """

    __test__ = False  # no test class, whatever its name

    def __init__(self, register: Sequence[str], folder: str) -> None:
        # The key that this process has already: so it reads proxies inside of values.
        self._authkey = bytes(current_process().authkey)
        specs = [_absolute(spec, folder) for spec in register]
        manager_class = type("SyncManager", (SyncManager,), {})  # its own registry
        for spec in specs:
            _load(spec, folder)(manager_class)
        logger = logging.getLogger("dotnet_bridge.manager")
        self._child, report = start_child(
            "The manager",
            _python("serve"),
            {"address": None, "authkey": self._authkey.hex(), "register": specs},
            _START_TIMEOUT,
            log=lambda level, text: logger.log(level, "%s", text),
            cwd=folder,
        )
        self.address = _address.from_json(report["address"])
        try:
            self.client: SyncManager = connect(
                self.address, self._authkey, manager_class=manager_class
            )
        except BaseException:
            self.end()
            raise

    def find_left(self, timeout: float) -> list[str]:
        """A sentence for each object with a reference, after waiting for what is on its way."""
        deadline = time.monotonic() + timeout
        gc.collect()  # cycles keep proxies as well
        while True:
            try:
                with Client(self.address, authkey=self._authkey) as connection:
                    text = dispatch(connection, None, "debug_info")
            except OSError:
                return []  # the test ended it, and its objects with it
            left = _describe(text)
            if not left or time.monotonic() > deadline:
                return left
            time.sleep(0.02)

    def end(self) -> None:
        """End the process, with what it started."""
        self._child.end(2.0)
        self._child.release()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only process of this run in here; the system frees the lock of one that is killed."""
    with open(path, "ab") as file:
        while not _lock(file.fileno()):
            time.sleep(0.05)
        yield  # closing the file frees it


def _lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@cache
def _load(spec: str, folder: str) -> Callable[..., Any]:
    """Load a function once, so that its module stays the same for all tests."""
    path = list(sys.path)
    try:
        return load(spec, [folder])[0]
    finally:
        sys.path[:] = path


def _absolute(spec: str, folder: str) -> str:
    """Name a file from any folder."""
    source, colon, function = spec.rpartition(":")
    return f"{os.path.join(folder, source)}{colon}{function}" if source.endswith(".py") else spec


def _describe(text: str) -> list[str]:
    """What ``Server.debug_info`` lists, in sentences."""
    entries = list(_ENTRY.finditer(text))
    ends = [entry.start() for entry in entries[1:]] + [len(text)]
    return [
        f"{_kind(body)} (id {entry[1]}) with {entry[2]} reference{'s' if entry[2] != '1' else ''}"
        for entry, end in zip(entries, ends)
        for body in [" ".join(text[entry.end() : end].split())]
    ]


def _kind(body: str) -> str:
    return body if len(body) <= 75 else body[:75] + "…"
