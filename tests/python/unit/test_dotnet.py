"""What runs a .NET program, and what is said when nothing does."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from dotnet_bridge import DotNetPool, DotNetStartError, _dotnet

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def dotnet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ``dotnet`` that is found before any other."""
    path = program(tmp_path / "sdk", "dotnet.exe" if sys.platform == "win32" else "dotnet")
    monkeypatch.setenv("DOTNET_HOST_PATH", path)
    return path


def program(folder: Path, name: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("#!/bin/sh\nexit 0\n")
    (folder / name).chmod(0o755)
    return str(folder / name)


def message(path: object) -> str:
    with pytest.raises(DotNetStartError) as caught:
        _dotnet.command_of(str(path), configuration="Release")
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_a_dll_runs_by_dotnet(tmp_path: Path, dotnet: str) -> None:
    (tmp_path / "app.dll").touch()
    (tmp_path / "app.runtimeconfig.json").touch()

    command = _dotnet.command_of(str(tmp_path / "app.dll"), configuration="Release")

    assert command == [dotnet, str(tmp_path / "app.dll")]


def test_an_executable_runs_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program(tmp_path / "bin", "app.exe")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert _dotnet.command_of(path, configuration="Release") == [path]
    assert _dotnet.command_of("app.exe", configuration="Release") == [path]


def test_what_cannot_run_is_told_in_a_sentence(tmp_path: Path, dotnet: str) -> None:
    (tmp_path / "lib.dll").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "empty").mkdir()
    two = tmp_path / "two"
    two.mkdir()
    (two / "a.csproj").touch()
    (two / "b.csproj").touch()

    assert "There is no" in message(tmp_path / "missing.dll")
    assert "is a library" in message(tmp_path / "lib.dll")
    assert "holds no project" in message(tmp_path / "empty")
    assert "holds 2 projects" in message(two)
    if sys.platform != "win32":
        assert "is no program" in message(tmp_path / "notes.txt")


def test_no_dotnet_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOTNET_HOST_PATH", "DOTNET_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))

    with pytest.raises(DotNetStartError, match="No dotnet was found; install"):
        _dotnet.find_dotnet()


def test_a_missing_host_is_told_in_a_sentence(
    tmp_path: Path, dotnet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib.dll").touch()
    monkeypatch.setenv("DOTNET_BRIDGE_WORKER_HOST", str(tmp_path / "no.dll"))
    with pytest.raises(DotNetStartError, match="which DOTNET_BRIDGE_WORKER_HOST names"):
        DotNetPool(f"{tmp_path / 'lib.dll'}:Shop.Prices.Gross")


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_a_build_that_fails_tells_the_first_errors_and_has_all_its_output(
    tmp_path: Path, dotnet: str
) -> None:
    project = tmp_path / "app.csproj"
    project.touch()
    with open(dotnet, "w") as script:
        script.write(
            "#!/bin/sh\necho 'a.cs(1): error CS1: no'\necho 'a.cs(1): error CS1: no'\nexit 1\n"
        )

    with pytest.raises(DotNetStartError) as caught:
        _dotnet.command_of(str(tmp_path), configuration="Release")

    assert str(caught.value) == f"{project} does not build: a.cs(1): error CS1: no"
    assert caught.value.output.count("error") == 2


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"processes": 0}, "processes is a whole number from 1 on, not 0."),
        ({"processes": 1.5}, "processes is a whole number from 1 on, not 1.5."),
        ({"chunksize": -1}, "chunksize is a whole number from 1 on, not -1."),
        ({"max_deaths": 0}, "max_deaths is a whole number from 1 on, not 0."),
        ({"address": "nowhere", "authkey": "k"}, "'nowhere' is no address"),
        ({"address": "/tmp/x"}, "The manager's authkey is missing"),
    ],
)
def test_bad_arguments_of_a_pool_are_refused(
    arguments: dict[str, object], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BRIDGE_AUTHKEY", raising=False)
    with pytest.raises(ValueError, match=text.replace(".", r"\.")[:40]):
        DotNetPool(os.devnull, **arguments)  # type: ignore[arg-type]
