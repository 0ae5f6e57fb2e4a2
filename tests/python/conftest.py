"""What every test here may use. Without an installed package the source folder stands in for it."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).resolve().parents[2]
if importlib.util.find_spec("dotnet_bridge") is None:
    sys.path.insert(0, str(ROOT / "python"))
sys.path.insert(0, str(ROOT / "samples" / "python"))

from children import Children  # noqa: E402 - needs the path

if TYPE_CHECKING:
    from collections.abc import Iterator


def pythons() -> list[str]:
    """This interpreter, and the ones of BRIDGE_TEST_PYTHONS that the package supports."""
    others = os.environ.get("BRIDGE_TEST_PYTHONS", "").split(os.pathsep)
    return [sys.executable, *(other for other in others if other)]


@pytest.fixture(params=pythons(), ids=lambda path: Path(path).name)
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
