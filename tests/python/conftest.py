"""What every test here may use. Without an installed package the source folder stands in for it."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
if importlib.util.find_spec("dotnet_bridge") is None:
    sys.path.insert(0, str(ROOT / "python"))
sys.path.insert(0, str(ROOT / "samples" / "python"))

# Needs pseudo-terminals, which the standard library has on Unix only.
collect_ignore = ["interop/test_top.py"] if sys.platform == "win32" else []

from children import Children  # noqa: E402 - needs the path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark import ParameterSet


def pythons() -> list[ParameterSet]:
    """This interpreter, and those of BRIDGE_TEST_PYTHONS that the package supports."""
    found = [pytest.param(sys.executable, id="this")]
    for path in filter(None, os.environ.get("BRIDGE_TEST_PYTHONS", "").split(os.pathsep)):
        ask = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        version = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
        if tuple(map(int, version.split("."))) >= (3, 9):
            found.append(pytest.param(path, id=version))
    return found


@pytest.fixture(scope="session", autouse=True)
def default_signals() -> None:
    """Under nohup the tests, and all they start, would ignore SIGHUP; the children must not."""
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(params=pythons())
def python(request: pytest.FixtureRequest) -> str:
    """The interpreter that runs the children."""
    path: str = request.param
    return path


@pytest.fixture
def children(tmp_path: Path, python: str) -> Iterator[Children]:
    """Starts children in ``tmp_path``; asserts that a test leaves no process and no file behind."""
    started = Children(python, tmp_path)
    try:
        yield started
    finally:
        left = started.end()
    assert left == []


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """The file the tests write their functions to."""
    return tmp_path / "jobs.py"
