"""The survey of ``dotnet bridge demo`` without Bridge: one process, a loop, the same CSV.

    python plain_survey.py                   the standard library of this Python
    python plain_survey.py FOLDER            the modules beneath a folder
    python plain_survey.py --stdin < FILES   the files that are named there, one per line

Which files make up a folder's modules: every regular file whose name ends in ``.py``, at any depth,
links to folders not followed, without what lies in a folder named ``site-packages``,
``dist-packages``, ``test``, ``tests``, ``idle_test`` or ``__pycache__``. The module's name is the
path from the folder with dots for slashes, without ``.py`` and without a last ``.__init__``.
Modules are sorted by name, character by character.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import sysconfig
from typing import TYPE_CHECKING

from survey import measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = [
    "module",
    "lines",
    "functions",
    "classes",
    "imports",
    "async_functions",
    "longest_function",
    "annotated",
]
SKIPPED_FOLDERS = {
    "site-packages",
    "dist-packages",
    "test",
    "tests",
    "idle_test",
    "__pycache__",
}


def find_files(root: str) -> Iterator[str]:
    """The Python files of a folder, by the rule above."""
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        for name in files:
            path = os.path.join(folder, name)
            if name.endswith(".py") and os.path.isfile(path):
                yield path


def module_name(path: str, root: str) -> str:
    """The name under which the file would be imported."""
    parts = os.path.relpath(path, root)[: -len(".py")].split(os.sep)
    if len(parts) > 1 and parts[-1] == "__init__":
        del parts[-1]
    return ".".join(parts)


def survey(paths: Iterable[str], root: str) -> tuple[list[dict[str, object]], list[str]]:
    """Measure each file; give the rows, sorted by module, and what went wrong."""
    rows, errors = [], []
    for path in paths:
        try:
            rows.append(measure({"module": module_name(path, root), "path": path}))
        except (OSError, SyntaxError) as error:
            errors.append(f"{path}: {type(error).__name__}: {error}")
    return sorted(rows, key=lambda row: row["module"]), errors


def main() -> int:
    """Print the survey as CSV; the exit code is 1 when a file could not be measured."""
    parser = argparse.ArgumentParser(description="Measure Python modules.")
    parser.add_argument("folder", nargs="?", default=sysconfig.get_paths()["stdlib"])
    parser.add_argument("--stdin", action="store_true", help="read the files from standard input")
    options = parser.parse_args()

    paths = sys.stdin.read().splitlines() if options.stdin else find_files(options.folder)
    rows, errors = survey(paths, options.folder)

    with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as out:
        writer = csv.DictWriter(out, COLUMNS)  # writes \r\n
        writer.writeheader()
        writer.writerows(rows)
    print(*errors, sep="\n", end="\n" if errors else "", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
