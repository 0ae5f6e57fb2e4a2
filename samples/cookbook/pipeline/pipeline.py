"""A pipeline of three stages: producer and collector are here, the stage between is pipeline.cs."""

from __future__ import annotations

import queue
import sys
import threading
import time
from multiprocessing import Process
from multiprocessing.managers import BarrierProxy, SyncManager
from typing import Any

ITEMS = 20

numbers: queue.Queue[int | None] = queue.Queue(maxsize=4)
squares: queue.Queue[int | None] = queue.Queue(maxsize=4)
meeting = threading.Barrier(2, timeout=60)


def get_numbers() -> queue.Queue[int | None]:
    """Return the queue between the first stage and the second."""
    return numbers


def get_squares() -> queue.Queue[int | None]:
    """Return the queue between the second stage and the third."""
    return squares


def get_meeting() -> threading.Barrier:
    """Let this program and the one in C# wait for each other."""
    return meeting


class Shared(SyncManager):
    """A manager that shares them by name."""


Shared.register("get_numbers", get_numbers)
Shared.register("get_squares", get_squares)
Shared.register("get_meeting", get_meeting, BarrierProxy)


def produce(numbers: queue.Queue[int | None]) -> None:
    """Put numbers, faster than anybody takes them; None is the end."""
    for number in range(1, ITEMS + 1):
        numbers.put(number)  # waits while the queue is full
    numbers.put(None)


def main() -> None:
    """Run the first stage and the last."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        source, target, both = manager.get_numbers(), manager.get_squares(), manager.get_meeting()
        producer = Process(target=produce, args=(source,))
        producer.start()

        while not source.full():
            time.sleep(0.01)
        print(f"{source.qsize()} numbers wait, and so does the producer")
        both.wait()

        total = 0
        while (square := target.get()) is not None:
            total += square
            target.task_done()
        target.task_done()
        producer.join()

        print(f"{ITEMS} squares, in all {total}")
        both.wait()


if __name__ == "__main__":
    main()
