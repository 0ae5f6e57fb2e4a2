"""A stock manager with a class of its own and the standard types; nothing in it knows of .NET."""

from __future__ import annotations

from multiprocessing.managers import SyncManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Counter:
    """What client.cs calls through an interface."""

    def __init__(self, start: int = 0) -> None:
        self.n = start

    def increment(self, by: int = 1) -> int:
        """Add to the counter."""
        self.n += by
        return self.n

    def count_down(self) -> Iterator[int]:
        """Yield each number on the way to zero."""
        while self.n > 0:
            yield self.n
            self.n -= 1


class Manager(SyncManager):
    """Shares ``Counter``; generators stay in the server, as what typeid ``Iterator`` names."""


Manager.register("Counter", Counter, method_to_typeid={"count_down": "Iterator"})

if __name__ == "__main__":
    manager = Manager(address=("127.0.0.1", 28501), authkey=b"sesame")
    print("listening at 127.0.0.1:28501; stop with Ctrl-C", flush=True)
    manager.get_server().serve_forever()
