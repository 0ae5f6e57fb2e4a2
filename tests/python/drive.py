"""Where the built .NET side is, for tests of programs that drive it, and what they leave behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


def built(project: str) -> str:
    """The built dll of a project, as BRIDGE_TEST_PEER names that of Bridge.TestPeer; else skips."""
    peer = os.environ.get("BRIDGE_TEST_PEER")
    if not peer:
        pytest.skip("BRIDGE_TEST_PEER does not name Bridge.TestPeer.dll; build.cs does")
    output = Path(peer).parent.relative_to(_ROOT / "tests" / "dotnet" / "Bridge.TestPeer")
    folder = _ROOT / ("src" if project == "Bridge.WorkerHost" else "tests/dotnet") / project
    path = folder / output / f"{project}.dll"
    assert path.exists(), f"{path} is not built"
    return str(path)


def children_of_this_process() -> set[int]:
    """Processes that this one has started and that run; on Linux only."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # ended
        if int(parent) == os.getpid() and state not in "ZX":
            found.add(int(stat.parent.name))
    return found
