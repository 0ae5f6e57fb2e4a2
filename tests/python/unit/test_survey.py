"""The sample worker, and the plain script with the same result."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import plain_survey
import pytest
import survey

SOURCE = '''\
"""A module."""
import os, sys
from json import loads


class A:
    @property
    def first(self) -> int:
        def inner(x, *args: int, **kwargs): pass
        return 1

    async def second(self, a: int, /, b=1, *, c: str): pass


async def third():
    import re
    return (
        lambda y: y
    )
'''


def measure(path: Path, content: str | bytes) -> dict[str, object]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return survey.measure({"module": "m", "path": str(path)})


def test_a_module_is_measured(module: Path) -> None:
    assert measure(module, SOURCE) == {
        "module": "m",
        "lines": 19,
        "functions": 4,
        "classes": 1,
        "imports": 3,
        "async_functions": 2,
        "longest_function": 5,
        "annotated": 0.4,  # 4 of first 1/1, inner 1/4, second 2/4, third 0/1
    }


def test_an_empty_module_is_all_zero(module: Path) -> None:
    values = list(measure(module, "").values())

    assert values == ["m", 0, 0, 0, 0, 0, 0, 0.0]
    assert type(values[-1]) is float


@pytest.mark.parametrize(("content", "lines"), [("x", 1), ("x\n", 1), ("x\r\ny", 2), ("\n\n", 2)])
def test_lines_count_with_or_without_a_last_line_feed(
    module: Path, content: str, lines: int
) -> None:
    assert measure(module, content)["lines"] == lines


def test_the_declared_encoding_is_used(module: Path) -> None:
    assert measure(module, b"# coding: latin-1\nx = '\xe9'\n")["lines"] == 2


@pytest.mark.parametrize("content", [b"def f(:\n", b"x = '\xe9'\n", b"# coding: nonsense\n"])
def test_what_is_not_python_raises_syntax_error(module: Path, content: bytes) -> None:
    with pytest.raises(SyntaxError):
        measure(module, content)


def test_dubious_escapes_give_no_warning(module: Path) -> None:
    assert measure(module, r"x = '\d'" + "\n")["lines"] == 1


def test_the_files_of_a_folder_are_found_by_the_rule(tmp_path: Path) -> None:
    for name in ("a.py", "p/__init__.py", "p/b.py", "p/test/c.py", "site-packages/d.py", "e.txt",
                 "p/tests/data/f.py", "__pycache__/g.py", "p/testing/h.py"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    root = str(tmp_path)
    names = {plain_survey.module_name(path, root) for path in plain_survey.find_files(root)}

    assert names == {"a", "p", "p.b", "p.testing.h"}


def test_the_plain_script_prints_sorted_csv(tmp_path: Path) -> None:
    for name in ("b.py", "a.py", "B.py"):
        (tmp_path / name).write_text("def f() -> None: pass\n")
    script = [sys.executable, str(Path(plain_survey.__file__)), str(tmp_path)]

    output = subprocess.run(script, capture_output=True, check=True).stdout

    assert output.startswith(
        b"module,lines,functions,classes,imports,async_functions,longest_function,annotated\r\n"
    )
    rows = list(csv.reader(io.StringIO(output.decode(), newline="")))[1:]
    assert [row[0] for row in rows] == ["B", "a", "b"]
    assert rows[0][1:] == ["1", "1", "0", "0", "0", "1", "1.0"]


def test_the_plain_script_measures_the_files_on_standard_input(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("broken(\n" if name == "b.py" else "")
    script = [sys.executable, str(Path(plain_survey.__file__)), str(tmp_path), "--stdin"]
    files = f"{tmp_path / 'a.py'}\n{tmp_path / 'b.py'}\n"

    done = subprocess.run(script, input=files, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stdout.splitlines()[1:] == ["a,0,0,0,0,0,0,0.0"]
    assert "b.py: SyntaxError: " in done.stderr
