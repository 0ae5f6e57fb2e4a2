"""Finding the user's function."""

from __future__ import annotations

import pickle
import sys
from typing import TYPE_CHECKING

import pytest

from dotnet_bridge._errors import ChildError
from dotnet_bridge._functions import load, split

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _clean_imports(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def fails(spec: str) -> ChildError:
    with pytest.raises(ChildError) as caught:
        load(spec)
    return caught.value


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("jobs:measure", ("jobs", "measure")),
        ("package.jobs:measure", ("package.jobs", "measure")),
        ("jobs.py:measure", ("jobs.py", "measure")),
        (r"C:\work\jobs.py:measure", (r"C:\work\jobs.py", "measure")),
        ("/srv/a:b/jobs.py:Meter.measure", ("/srv/a:b/jobs.py", "Meter.measure")),
    ],
)
def test_a_spec_is_split_at_its_last_colon(spec: str, expected: tuple[str, str]) -> None:
    assert split(spec) == expected


@pytest.mark.parametrize("spec", ["", "jobs", "jobs.py", "jobs:", ":f", r"C:\jobs.py", "jobs:a b"])
def test_a_spec_without_a_function_is_refused(spec: str) -> None:
    error = fails(spec)

    assert error.kind == "bad-config"
    assert error.message == (
        f"{spec!r} names no function; write module:function or path/to/file.py:function."
    )


def test_a_module_is_found_in_the_current_folder(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module.write_text("def measure(row): return row * 2\n")
    monkeypatch.chdir(module.parent)

    function, _ = load("jobs:measure")

    assert function(2) == 4


def test_a_module_is_found_in_a_folder_of_the_path(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text("def f(row): return 1\n")

    function, _ = load("elsewhere:f", [str(tmp_path)])

    assert function(0) == 1


def test_a_file_can_import_its_neighbours(module: Path) -> None:
    (module.parent / "neighbour.py").write_text("FACTOR = 3\n")
    module.write_text("import neighbour\ndef measure(row): return row * neighbour.FACTOR\n")

    function, _ = load(f"{module}:measure")

    assert function(2) == 6


def test_what_a_file_defines_can_be_pickled(module: Path) -> None:
    module.write_text("class Point:\n    pass\ndef make(row): return Point()\n")

    function, loaded = load(f"{module}:make")

    assert loaded.__name__ == "jobs"
    assert type(pickle.loads(pickle.dumps(function(0)))) is loaded.Point


def test_a_file_named_like_a_module_in_use_leaves_that_alone(tmp_path: Path) -> None:
    real = pickle
    (tmp_path / "pickle.py").write_text("class Mine:\n    pass\ndef f(row): return Mine()\n")

    function, loaded = load(f"{tmp_path / 'pickle.py'}:f")

    assert sys.modules["pickle"] is real
    assert loaded.__name__ == "pickle_"
    assert type(pickle.loads(pickle.dumps(function(0)))) is loaded.Mine


@pytest.mark.parametrize("name", ["my-jobs.py", "jobs.v2.py"])
def test_a_file_needs_no_importable_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("class A: pass\ndef f(row): return A()\n")

    function, loaded = load(f"{tmp_path / name}:f")

    assert type(pickle.loads(pickle.dumps(function(0)))) is loaded.A


def test_a_static_method_is_found(module: Path) -> None:
    module.write_text("class Meter:\n    @staticmethod\n    def measure(row): return row\n")

    function, _ = load(f"{module}:Meter.measure")

    assert function(7) == 7


def test_a_function_that_is_not_there_is_told_with_those_that_are(module: Path) -> None:
    module.write_text(
        "from os.path import join\nX = 1\ndef setup(): pass\n"
        "def measure(row): pass\ndef _hidden(): pass\n"
    )

    error = fails(f"{module}:mesure")

    assert error.kind == "function-not-found"
    assert error.message == "jobs.py has no function 'mesure'; it has: measure, setup."
    assert error.traceback is None


def test_a_module_without_functions_says_so(module: Path) -> None:
    module.write_text("")

    assert fails(f"{module}:f").message == "jobs.py has no function 'f'; it defines none."


def test_what_cannot_be_called_is_refused(module: Path) -> None:
    module.write_text("LIMIT = 3\n")

    error = fails(f"{module}:LIMIT")

    assert error.kind == "not-callable"
    assert error.message == "'LIMIT' in jobs.py is of type int; give the name of a function."


@pytest.mark.parametrize("body", ["pass", "yield row"])
def test_an_async_function_is_refused(module: Path, body: str) -> None:
    module.write_text(f"async def f(row):\n    {body}\n")

    assert fails(f"{module}:f").kind == "not-callable"


def test_a_file_that_is_not_there_is_told_with_its_full_path(tmp_path: Path) -> None:
    error = fails(f"{tmp_path / 'nowhere.py'}:f")

    assert error.kind == "module-not-found"
    assert error.message == f"There is no file {tmp_path / 'nowhere.py'}; check the path."


@pytest.mark.parametrize("spec", ["no_such_module:f", "no_such_package.jobs:f", "json.no_such:f"])
def test_a_module_that_is_not_there_is_told(spec: str) -> None:
    error = fails(spec)

    assert error.kind == "module-not-found"
    assert error.message.startswith("No module '")


def test_a_module_that_lacks_another_one_failed_to_import(module: Path) -> None:
    module.write_text("import no_such_module\n")

    error = fails(f"{module}:f")

    assert error.kind == "import-failed"
    assert error.message == (
        "jobs.py raised ModuleNotFoundError on import: No module named 'no_such_module' (line 1)."
    )


@pytest.mark.parametrize("kind", ["file", "module"])
def test_an_exception_on_import_is_told_with_its_line(
    module: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    module.write_text("import json\n\nx = 1 / 0\n")
    monkeypatch.chdir(module.parent)

    source = "jobs.py" if kind == "file" else "jobs"
    error = fails(f"{source}:f")

    assert error.kind == "import-failed"
    assert error.message == (
        f"{source} raised ZeroDivisionError on import: division by zero (line 3)."
    )
    assert error.traceback is not None
    assert error.traceback.count("  File ") == 1
    assert "jobs" not in sys.modules


def test_the_line_is_the_module_s_own(module: Path) -> None:
    module.write_text("import json\njson.loads('{')\n")

    assert fails(f"{module}:f").message.endswith(" (line 2).")


def test_a_syntax_error_is_told_with_file_and_line(module: Path) -> None:
    module.write_text("\ndef f(row)\n    pass\n")

    error = fails(f"{module}:f")

    assert error.kind == "import-failed"
    assert error.message.startswith("jobs.py raised SyntaxError on import: ")
    assert error.message.endswith(" (jobs.py, line 2).")


def test_an_exit_on_import_is_an_error(module: Path) -> None:
    module.write_text("import sys\nsys.exit()\n")

    assert fails(f"{module}:f").message == "jobs.py raised SystemExit on import (line 2)."
