"""The contract from Python's side: both implementations on the objects of one manager."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))

from perform import perform  # noqa: E402

CASES = json.loads((ROOT / "contract" / "inventory.json").read_text(encoding="utf-8"))


def prepare(manager: Any, case: dict[str, Any]) -> None:
    """Put the shared objects into the state that the case begins with."""
    manager.get_stock().update(case["stock"])


def check(manager: Any, case: dict[str, Any], results: list[Any]) -> None:
    """Compare everything at once: the difference tells what the matter is."""
    found = {
        "results": results,
        "stock": manager.get_stock().copy(),
        "journal": list(manager.get_journal()),
    }
    assert found == {"results": case["results"], **case["then"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_python(bridge_manager: Any, case: dict[str, Any]) -> None:
    prepare(bridge_manager, case)

    results = perform(bridge_manager, case["do"])

    check(bridge_manager, case, results)


@pytest.mark.dotnet
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_dotnet(bridge_manager: Any, dotnet_process: Any, case: dict[str, Any]) -> None:
    prepare(bridge_manager, case)

    program = dotnet_process(ROOT / "dotnet" / "Inventory.Program", [json.dumps(case["do"])])
    program.join(60)

    results = [json.loads(result) for result in bridge_manager.get_results()]
    check(bridge_manager, case, results)
