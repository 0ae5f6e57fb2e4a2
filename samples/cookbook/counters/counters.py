"""Two processes here and one in counters.cs add to counters and a log, with a lock and without."""

from __future__ import annotations

import sys
import threading
from multiprocessing import Process
from multiprocessing.managers import (
    AcquirerProxy,
    BarrierProxy,
    DictProxy,
    ListProxy,
    SyncManager,
)
from typing import Any

TURNS = 10

counts = {"without lock": 0, "with lock": 0}
log: list[str] = []
gate = threading.Lock()
turn = threading.Barrier(3, timeout=60)
meeting = threading.Barrier(2, timeout=60)


def get_counts() -> dict[str, int]:
    """Return the counters."""
    return counts


def get_log() -> list[str]:
    """Return the log."""
    return log


def get_gate() -> threading.Lock:
    """Return the lock that everybody takes for one of the counters."""
    return gate


def get_turn() -> threading.Barrier:
    """Let the three counting processes wait for each other."""
    return turn


def get_meeting() -> threading.Barrier:
    """Let this program and the one in C# wait for each other."""
    return meeting


class Shared(SyncManager):
    """A manager that shares them by name."""


Shared.register("get_counts", get_counts, DictProxy)
Shared.register("get_log", get_log, ListProxy)
Shared.register("get_gate", get_gate, AcquirerProxy)
Shared.register("get_turn", get_turn, BarrierProxy)
Shared.register("get_meeting", get_meeting, BarrierProxy)


def count(
    name: str,
    counts: DictProxy[str, int],
    log: ListProxy[str],
    gate: AcquirerProxy,
    turn: BarrierProxy,
) -> None:
    """Add one in each turn, in both ways."""
    for _ in range(TURNS):
        seen = counts["without lock"]
        turn.wait()  # everybody has read: what comes now is no accident
        counts["without lock"] = seen + 1
        turn.wait()  # everybody has written

        with gate:
            counts["with lock"] += 1

        log.append(name)  # one call, so it needs no lock


def main() -> None:
    """Let two processes count, and print what came of it."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        shared = manager.get_counts(), manager.get_log(), manager.get_gate(), manager.get_turn()
        both = manager.get_meeting()

        workers = [Process(target=count, args=(name, *shared)) for name in ("anna", "ben")]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        both.wait()
        totals, lines = shared[0].copy(), shared[1][:]
        for kind in ("without lock", "with lock"):
            print(f"{kind}: {totals[kind]} of {3 * TURNS}")
        for name in sorted(set(lines)):
            print(f"log: {lines.count(name)} lines by {name}")
        both.wait()


if __name__ == "__main__":
    main()
