"""Starts a C# program that works on a dict of this one.

Run it: ``python status.py``. The program is the file beside it; it is built first.
"""

from __future__ import annotations

import logging
from multiprocessing.managers import DictProxy, SyncManager
from pathlib import Path

from dotnet_bridge import DotNetProcess

PROGRAM = Path(__file__).with_name("status.cs")
status: dict[str, int] = {}


def get_status() -> dict[str, int]:
    """The dict of the manager's process."""
    return status


class Manager(SyncManager):
    """Shares ``status`` under the name ``get_status``."""


Manager.register("get_status", callable=get_status, proxytype=DictProxy)


def main() -> None:
    """Start both and wait; what the program prints comes by logging."""
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    with Manager() as manager, DotNetProcess(PROGRAM, manager=manager, name="status") as process:
        process.join()
        print(process.exitcode, manager.get_status().copy())


if __name__ == "__main__":  # the manager's process imports this file
    main()
