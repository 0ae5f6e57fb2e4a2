"""The lock that processes of one run of pytest share."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from children import PATIENCE, SOURCE

from dotnet_bridge._test_manager import locked

if TYPE_CHECKING:
    from pathlib import Path

_HOLD = """
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from dotnet_bridge._test_manager import locked
with locked(pathlib.Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_held_until_its_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "build.lock"
    entered = threading.Event()

    def enter() -> None:
        with locked(path):
            entered.set()

    thread = threading.Thread(target=enter)
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path), SOURCE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"locked"
        thread.start()
        assert not entered.wait(0.2)
        holder.kill()
    assert entered.wait(PATIENCE)
    thread.join()
