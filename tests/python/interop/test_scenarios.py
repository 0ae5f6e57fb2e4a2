"""The scenarios of tests/data: Python makes each call, and .NET does the same beside it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from children import Child, Children

ROOT = Path(__file__).resolve().parents[3]
PEER = ROOT / "tests" / "data" / "scenarios" / "peer.py"
KEY = b"the key of the scenarios"

pytestmark = pytest.mark.dotnet


def dotnet_peer() -> str:
    """The built Bridge.TestPeer, as build.cs names it."""
    peer = os.environ.get("BRIDGE_TEST_PEER")
    if peer is None:
        pytest.skip("BRIDGE_TEST_PEER does not name Bridge.TestPeer.dll; build.cs does")
    if shutil.which("dotnet") is None:
        pytest.skip("there is no dotnet on PATH")
    return peer


def ask(child: Child, question: dict[str, Any]) -> dict[str, Any]:
    """Send a line, read a line."""
    child.send(json.dumps(question).encode() + b"\n")
    answer = child.read()
    assert "error" not in answer, answer["error"]
    return answer


def test_every_case_ends_the_same_in_dotnet(children: Children, python: str) -> None:
    peer = dotnet_peer()
    ours = children.run([python, str(PEER)])
    ours.send(KEY + b"\n")
    theirs = children.run(["dotnet", peer, "scenario", str(ours.read()["address"])])
    theirs.send(KEY + b"\n")

    problems = []
    cases = ask(ours, {"do": "plan"})["cases"]
    for case in cases:
        run = ask(ours, {"do": "run", "id": case["id"]})
        answer = ask(theirs, {"run": case})
        reference = run.get("reference")
        read = {"read": reference, "state": case["state"]}
        judged = ask(
            ours,
            {
                "do": "judge",
                "id": case["id"],
                "outcome": answer["outcome"],
                "reference": answer["reference"],
                "reads": ask(theirs, read)["reads"] if reference else [],
            },
        )
        problems += [f"{case['title']}: {problem}" for problem in judged["problems"]]
        problems += filter(None, [run["problem"]])

    assert problems == []
    assert len(cases) > 200
    for child in (theirs, ours):
        child.close()
        assert child.wait() == 0
