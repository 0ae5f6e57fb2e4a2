"""Counts the calls that the same work takes, item by item and at once; so does batches.cs."""

from __future__ import annotations

import sys
import threading
import time
from multiprocessing.managers import BarrierProxy, DictProxy, SyncManager
from typing import Any

ITEMS = 1000


class Table(dict):
    """A dict that counts how often it is called."""

    calls = 0

    def __getitem__(self, key: str) -> int:
        """Count, then read."""
        self.calls += 1
        return int(super().__getitem__(key))

    def __setitem__(self, key: str, value: int) -> None:
        """Count, then write."""
        self.calls += 1
        super().__setitem__(key, value)

    def update(self, items: dict[str, int]) -> None:
        """Count, then write all."""
        self.calls += 1
        super().update(items)

    def copy(self) -> dict[str, int]:
        """Count, then read all."""
        self.calls += 1
        return dict(self.items())


class Meter:
    """Tells of the calls."""

    def take(self) -> int:
        """Return how many there were since the last time."""
        calls, table.calls = table.calls, 0
        return calls


table = Table()
meter = Meter()
meeting = threading.Barrier(2, timeout=60)


def get_table() -> Table:
    """Return the dict that counts."""
    return table


def get_meter() -> Meter:
    """Return its meter."""
    return meter


def get_meeting() -> threading.Barrier:
    """Let this program and the one in C# wait for each other."""
    return meeting


class Shared(SyncManager):
    """A manager that shares them by name."""


Shared.register("get_table", get_table, DictProxy)
Shared.register("get_meter", get_meter)
Shared.register("get_meeting", get_meeting, BarrierProxy)


def main() -> None:
    """Do it here, then wait until it was done in C#."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        shared, calls = manager.get_table(), manager.get_meter()
        both = manager.get_meeting()
        pairs = {f"p{n}": n for n in range(ITEMS)}

        start = time.perf_counter()
        for name, number in pairs.items():
            shared[name] = number
        total = sum(shared[name] for name in pairs)
        singly = time.perf_counter() - start
        print(f"one by one: sum {total}, {calls.take()} calls")

        start = time.perf_counter()
        shared.update(pairs)
        total = sum(shared.copy().values())
        together = time.perf_counter() - start
        print(f"at once: sum {total}, {calls.take()} calls")
        print(f"{singly / together:.0f} times as fast", file=sys.stderr)

        both.wait()  # now it is the turn of the other program
        both.wait()


if __name__ == "__main__":
    main()
