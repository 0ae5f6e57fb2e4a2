"""Counts primes in eight parts: half of them in processes here, the other half in aggregate.cs."""

from __future__ import annotations

import sys
import threading
from multiprocessing import Process
from multiprocessing.managers import BarrierProxy, DictProxy, SyncManager
from typing import Any

SIZE = 10_000

results: dict[int, int] = {}
meeting = threading.Barrier(2, timeout=60)


def get_results() -> dict[int, int]:
    """Live in the manager's process, as all that is registered."""
    return results


def get_meeting() -> threading.Barrier:
    """Let this program and the one in C# wait for each other."""
    return meeting


class Shared(SyncManager):
    """A manager that shares the two by name."""


Shared.register("get_results", get_results, DictProxy)
Shared.register("get_meeting", get_meeting, BarrierProxy)


def count_primes(start: int, stop: int) -> int:
    """Count them the simple way."""
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(max(start, 2), stop))


def compute(part: int, shared: DictProxy[int, int]) -> None:
    """Run in a process of its own, and leave one number."""
    shared[part] = count_primes(part * SIZE, (part + 1) * SIZE)


def main() -> None:
    """Compute the even parts; print all when the odd ones are there."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        shared, both = manager.get_results(), manager.get_meeting()

        workers = [Process(target=compute, args=(part, shared)) for part in range(0, 8, 2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        both.wait()  # the other program has its results there, too
        counts = shared.copy()
        for part in sorted(counts):
            print(f"part {part}: {counts[part]} primes")
        print(f"in all: {sum(counts.values())} primes")
        both.wait()  # it has read them; now the manager may end


if __name__ == "__main__":
    main()
