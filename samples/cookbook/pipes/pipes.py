"""Finds a plain pipe through a manager: pipes.cs listens, this program connects and sends to it."""

from __future__ import annotations

import sys
import threading
from multiprocessing.connection import Client
from multiprocessing.managers import DictProxy, EventProxy, SyncManager
from typing import Any

addresses: dict[str, tuple[str, int]] = {}
ready = threading.Event()


def get_addresses() -> dict[str, tuple[str, int]]:
    """Return where everybody listens."""
    return addresses


def get_ready() -> threading.Event:
    """Return what tells that somebody does."""
    return ready


class Shared(SyncManager):
    """A manager that shares both by name."""


Shared.register("get_addresses", get_addresses, DictProxy)
Shared.register("get_ready", get_ready, EventProxy)


def main() -> None:
    """Send objects and bytes; print what comes back."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        if not manager.get_ready().wait(60):
            raise SystemExit("Nobody listens after a minute.")

        address = manager.get_addresses()["samples"]
        with Client(address, authkey=b"sesame") as connection:
            for name in ("left", "right"):
                connection.send({"name": name, "rate": 8000})
                connection.send_bytes(bytes(range(256)) * 4096)
                print(connection.recv())
            connection.send(None)
            print(connection.recv())


if __name__ == "__main__":
    main()
