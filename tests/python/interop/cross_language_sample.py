"""samples/cross-language-tests, alone with the packed packages, as a user has it.

Takes a minute, so it is no part of the suite: ``dotnet run build.cs -- samples`` runs it, on what
is built. Packages get a version of their own, so that none from before is taken from NuGet's cache.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CONFIGURATION = os.environ.get("BRIDGE_CONFIGURATION", "Release")
VERSION = f"0.1.{int(time.time()) % 10**8}"


def run(folder: Path, *command: object) -> tuple[int, str]:
    """Run a program in a folder; its exit code and all that it printed."""
    unset = ("BRIDGE_PYTHON", "VIRTUAL_ENV", "PYTHONPATH", "PYTEST_ADDOPTS", "CI")
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key not in unset},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def must(folder: Path, *command: object) -> None:
    """Run a program that must succeed."""
    code, output = run(folder, *command)
    assert code == 0, output


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A fresh copy of the sample with its packages, outside of the repository."""
    source = ROOT / "samples" / "cross-language-tests"
    ignored = shutil.ignore_patterns("bin", "obj", ".venv", "packages", "__pycache__")
    copy = tmp_path / "copy"
    shutil.copytree(source, copy, ignore=ignored)
    for project in ("Bridge", "Bridge.Testing"):
        options = ("--no-build", "-c", CONFIGURATION, f"-p:PackageVersion={VERSION}")
        must(ROOT, "dotnet", "pack", f"src/{project}", *options, "-o", copy / "packages")
    must(ROOT, sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", copy / "packages", ".")
    versions = copy / "Directory.Packages.props"
    text = versions.read_text(encoding="utf-8")
    versions.write_text(text.replace('Version="0.1.0"', f'Version="{VERSION}"'), encoding="utf-8")
    return copy


def test_both_sides_pass_and_both_tell_when_the_contract_is_broken(sample: Path) -> None:
    must(sample, sys.executable, "-m", "venv", ".venv")
    python = sample / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    must(
        sample,
        python,
        "-m",
        "pip",
        "install",
        "--find-links",
        "packages",
        "dotnet-bridge",
        "pytest",
    )

    must(sample, "dotnet", "test")
    must(sample, python, "-m", "pytest")

    contract = sample / "contract" / "inventory.json"
    text = contract.read_text(encoding="utf-8")
    assert '"results": [5]' in text
    contract.write_text(text.replace('"results": [5]', '"results": [6]'), encoding="utf-8")

    code, output = run(sample, "dotnet", "test")
    assert code != 0
    assert "failed: 2" in output, output
    assert "receiving adds to the stock" in output, output
    code, output = run(sample, python, "-m", "pytest")
    assert code == 1
    assert "2 failed" in output, output
    assert "test_dotnet[receiving adds to the stock]" in output, output
    assert "{'results': [5]} != {'results': [6]}" in output, output
