"""A trivial row function, and the rows per second of multiprocessing.Pool with it, as JSON.

Usage: rows.py ROWS CHUNK WORKERS
"""

from __future__ import annotations

import json
import sys
import time
from multiprocessing import Pool
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def trivial(row: dict[str, str]) -> dict[str, object]:
    return {"id": row["id"], "n": len(row["name"])}


def rows(count: int) -> Iterator[dict[str, str]]:
    for i in range(count):
        yield {"id": str(i), "name": f"name {i}", "city": "Paris"}


def main(count: int, chunk: int, workers: int) -> None:
    with Pool(workers) as pool:
        sum(1 for _ in pool.imap_unordered(trivial, rows(1000), chunk))
        start = time.perf_counter()
        seen = sum(1 for _ in pool.imap_unordered(trivial, rows(count), chunk))
        elapsed = time.perf_counter() - start
    assert seen == count
    print(json.dumps(count / elapsed))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
