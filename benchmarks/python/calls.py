"""Calls per second of Python's own proxies, one at a time: prints one JSON line.

Usage: calls.py ADDRESS AUTHKEY_HEX COUNT
"""

from __future__ import annotations

import json
import sys
import time
from multiprocessing import current_process
from multiprocessing.managers import SyncManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def main(address: str | tuple[str, int], authkey: str, count: int) -> None:
    key = bytes.fromhex(authkey)
    current_process().authkey = key
    manager = SyncManager(address, authkey=key)
    manager.connect()
    shared, queue = manager.dict(), manager.Queue()

    def timed(call: Callable[[int], object]) -> float:
        start = time.perf_counter()
        for i in range(count):
            call(i)
        return count / (time.perf_counter() - start)

    shared["k"] = 0
    figures = {
        "dict set": timed(lambda i: shared.__setitem__("k", i)),
        "dict get": timed(lambda i: shared["k"]),
        "queue put+get": timed(lambda i: (queue.put(i), queue.get())),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    host, _, port = sys.argv[1].rpartition(":")
    main((host, int(port)) if host else sys.argv[1], sys.argv[2], int(sys.argv[3]))
