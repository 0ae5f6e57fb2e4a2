"""A Value and an Array that this program and arrays.cs fill together, item by item and at once."""

from __future__ import annotations

import array
import sys
import threading
import time
from multiprocessing.managers import (
    AcquirerProxy,
    ArrayProxy,
    BarrierProxy,
    SyncManager,
    Value,
    ValueProxy,
)
from typing import Any

SIZE = 20_000

samples = array.array("d", bytes(8 * SIZE))
total = Value("d", 0.0)
gate = threading.Lock()
meeting = threading.Barrier(2, timeout=60)


def get_samples() -> array.array[float]:
    """Return the array."""
    return samples


def get_total() -> Value:
    """Return the value."""
    return total


def get_gate() -> threading.Lock:
    """Return the lock of the value."""
    return gate


def get_meeting() -> threading.Barrier:
    """Let this program and the one in C# wait for each other."""
    return meeting


class Shared(SyncManager):
    """A manager that shares them by name."""


Shared.register("get_samples", get_samples, ArrayProxy)
Shared.register("get_total", get_total, ValueProxy)
Shared.register("get_gate", get_gate, AcquirerProxy)
Shared.register("get_meeting", get_meeting, BarrierProxy)


def main() -> None:
    """Fill the first half, add it to the total; print all when the other half is there."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        shared, value = manager.get_samples(), manager.get_total()
        lock, both = manager.get_gate(), manager.get_meeting()
        half = array.array("d", range(SIZE // 2))

        start = time.perf_counter()
        for i in range(500):
            shared[i] = half[i]  # a call for each
        singly = (time.perf_counter() - start) / 500
        start = time.perf_counter()
        shared[0 : SIZE // 2] = half  # one call for ten thousand
        together = (time.perf_counter() - start) / (SIZE // 2)
        print(f"{singly / together:.0f} times as fast for an item", file=sys.stderr)

        subtotal = sum(half)
        with lock:
            value.value += subtotal  # once, not for each item

        both.wait()
        print(f"the sum of the items: {sum(shared[:]):.1f}")
        print(f"the total that was kept: {value.value:.1f}")
        both.wait()


if __name__ == "__main__":
    main()
