"""The command line, and Pythons that are too old."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from children import Children


def test_version_prints_name_and_version(children: Children) -> None:
    child = children.start("--version")

    assert child.rest().split() == [b"dotnet_bridge", b"0.1.0"]
    assert child.wait() == 0


@pytest.mark.parametrize("arguments", [[], ["sreve"], ["serve", "--authkey", "x"]])
def test_an_unknown_command_is_told_in_one_sentence(
    children: Children, arguments: list[str]
) -> None:
    child = children.start(*arguments)

    assert re.fullmatch(r"dotnet_bridge: .*; use serve, worker or --version\.\r?\n", child.errors())
    assert child.wait() == 2


def old_pythons() -> list[str]:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named = [f"python3.{minor}" for minor in (6, 7, 8)]
    found = [shutil.which(name) for name in named if ".pyenv/shims" not in str(shutil.which(name))]
    found += [str(p) for minor in (6, 7, 8) for p in pyenv.glob(f"3.{minor}.*/bin/python")]
    return [path for path in found if path]


@pytest.mark.skipif(not old_pythons(), reason="no Python older than 3.9 here")
def test_an_old_python_is_told_what_it_lacks(children: Children) -> None:
    for python in old_pythons():
        child = children.start("serve", python=python)

        assert re.fullmatch(
            r"dotnet_bridge needs Python 3\.9 or later; this is 3\.[678]\.\d+ at .+\n",
            child.errors(),
        )
        assert child.wait() == 3


@pytest.mark.parametrize("line", [b"\n", b"not json\n", b"[1]\n", b"\xff\n", b""])
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_bad_configuration_is_an_error_line(
    children: Children, command: str, line: bytes
) -> None:
    child = children.start(command)
    child.send(line)
    if not line:
        child.close()

    error = child.read()["error"]

    assert error["kind"] == "bad-config"
    assert error["message"].startswith("Standard input must begin with one line of JSON")
    assert error["traceback"] is None
    assert child.wait() == 3
    assert child.errors() == ""


def test_a_byte_order_mark_does_no_harm(children: Children) -> None:
    child = children.start("serve")
    child.send(b'\xef\xbb\xbf{"address": null, "authkey": "00"}\r\n')

    assert child.read()["ready"] is True


def test_a_module_of_the_current_folder_replaces_none_of_ours(children: Children) -> None:
    for name in ("queue", "json", "socket", "pickle", "threading"):
        (children.folder / f"{name}.py").write_text("raise RuntimeError('not me')\n")

    _, ready = children.serve()

    assert ready["ready"] is True
