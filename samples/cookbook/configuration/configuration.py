"""Shares settings and status: this program follows what configuration.cs changes."""

from __future__ import annotations

import sys
import threading
from multiprocessing.managers import (
    BarrierProxy,
    DictProxy,
    EventProxy,
    Namespace,
    NamespaceProxy,
    SyncManager,
)
from typing import Any

settings = Namespace(rate=10, title="night run")
status: dict[str, str] = {}
changed = threading.Event()
meeting = threading.Barrier(2, timeout=60)


def get_settings() -> Namespace:
    """Return what all programs follow."""
    return settings


def get_status() -> dict[str, str]:
    """Return what each program does, by its name."""
    return status


def get_changed() -> threading.Event:
    """Return the event that tells of new settings."""
    return changed


def get_meeting() -> threading.Barrier:
    """Let this program and the one in C# wait for each other."""
    return meeting


class Shared(SyncManager):
    """A manager that shares them by name."""


Shared.register("get_settings", get_settings, NamespaceProxy)
Shared.register("get_status", get_status, DictProxy)
Shared.register("get_changed", get_changed, EventProxy)
Shared.register("get_meeting", get_meeting, BarrierProxy)


def main() -> None:
    """Work with the settings, and say so; again when they have changed."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager: Any = Shared(address=("127.0.0.1", port), authkey=b"sesame")
    with manager:
        print(f"listening at 127.0.0.1:{manager.address[1]}", flush=True)
        shared, report = manager.get_settings(), manager.get_status()
        both = manager.get_meeting()

        report["Python"] = f"{shared.title} at {shared.rate}"
        both.wait()

        if not manager.get_changed().wait(60):
            raise SystemExit("Nobody changed the settings within a minute.")
        report["Python"] += f", then {shared.title} at {shared.rate}"

        both.wait()
        for name, text in sorted(report.items()):
            print(f"{name}: {text}")
        both.wait()


if __name__ == "__main__":
    main()
