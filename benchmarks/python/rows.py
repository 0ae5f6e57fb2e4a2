"""What multiprocessing.Pool does in the place of WorkerPool; prints JSON.

Usage: rows.py trivial ROWS CHUNK WORKERS     rows per second through a trivial function
       rows.py modules                        the modules of the standard library, as rows
       rows.py survey CHUNK WORKERS           seconds to survey them, start of the workers included
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import time
from multiprocessing import Pool
from typing import TYPE_CHECKING

from survey import measure

if TYPE_CHECKING:
    from collections.abc import Iterator


def trivial(row: dict[str, str]) -> dict[str, object]:
    return {"id": row["id"], "n": len(row["name"])}


def rows(count: int) -> Iterator[dict[str, str]]:
    for i in range(count):
        yield {"id": str(i), "name": f"name {i}", "city": "Paris"}


def run(count: int, chunk: int, workers: int) -> float:
    with Pool(workers) as pool:
        sum(1 for _ in pool.imap_unordered(trivial, rows(1000), chunk))
        start = time.perf_counter()
        seen = sum(1 for _ in pool.imap_unordered(trivial, rows(count), chunk))
        elapsed = time.perf_counter() - start
    assert seen == count
    return count / elapsed


def modules() -> list[dict[str, str]]:
    skipped = {"site-packages", "dist-packages", "test", "tests", "idle_test", "__pycache__"}
    found = []
    for folder, folders, files in os.walk(sysconfig.get_paths()["stdlib"]):
        folders[:] = [name for name in folders if name not in skipped]
        found += [os.path.join(folder, name) for name in files if name.endswith(".py")]
    return [{"module": path, "path": path} for path in sorted(found)]


def survey(chunk: int, workers: int) -> float:
    found = modules()
    start = time.perf_counter()
    with Pool(workers) as pool:
        seen = sum(1 for _ in pool.imap_unordered(measure, found, chunk))
    assert seen == len(found)
    return time.perf_counter() - start


if __name__ == "__main__":
    verb, *numbers = sys.argv[1:]
    print(
        json.dumps({"trivial": run, "modules": modules, "survey": survey}[verb](*map(int, numbers)))
    )
