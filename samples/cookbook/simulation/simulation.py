"""Plays Conway's game of life: the upper half of the world here, the lower one in simulation.cs."""

from __future__ import annotations

import sys
import threading
from multiprocessing.managers import (
    BarrierProxy,
    ConditionProxy,
    ListProxy,
    SyncManager,
)
from typing import Any

GENERATIONS = 12

world = [
    ".#......",
    "..#.....",
    "###.....",
    "........",
    "........",
    "........",
    "........",
    "........",
]
players: list[str] = []
gathering = threading.Condition()
step = threading.Barrier(2, timeout=60)


def get_world() -> list[str]:
    """Return the rows of the world."""
    return world


def get_players() -> list[str]:
    """Return the names of those who play."""
    return players


def get_gathering() -> threading.Condition:
    """Return what tells that somebody came."""
    return gathering


def get_step() -> threading.Barrier:
    """Return what holds everybody at the end of a step."""
    return step


class Shared(SyncManager):
    """A manager that shares them by name."""


Shared.register("get_world", get_world, ListProxy)
Shared.register("get_players", get_players, ListProxy)
Shared.register("get_gathering", get_gathering, ConditionProxy)
Shared.register("get_step", get_step, BarrierProxy)


def next_row(rows: list[str], y: int) -> str:
    """Return the next generation of one row; the world has no edges."""
    height, width = len(rows), len(rows[0])

    def lives(x: int) -> bool:
        around = [
            rows[(y + dy) % height][(x + dx) % width] for dy in (-1, 0, 1) for dx in (-1, 0, 1)
        ]
        return around.count("#") == 3 or (around.count("#") == 4 and rows[y][x] == "#")

    return "".join("#" if lives(x) else "." for x in range(width))


def main() -> None:
    """Gather the players, play, print the world."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        shared, names = manager.get_world(), manager.get_players()
        gathered, both = manager.get_gathering(), manager.get_step()

        with gathered:
            names.append("Python")
            gathered.notify_all()
            if not gathered.wait_for(lambda: len(names) == 2, timeout=60):
                raise SystemExit("Nobody else came to play within a minute.")

        for _ in range(GENERATIONS):
            rows = shared[:]
            mine = [next_row(rows, y) for y in range(4)]
            both.wait()  # everybody has read
            shared[0:4] = mine
            both.wait()  # everybody has written

        print(" and ".join(sorted(names)))
        print("\n".join(shared[:]))
        both.wait()


if __name__ == "__main__":
    main()
