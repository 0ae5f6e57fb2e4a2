"""A trivial row function, and the rows per second of multiprocessing.Pool with it: prints one JSON line.

Usage: rows.py ROWS CHUNK WORKERS
"""

import json
import sys
import time
from multiprocessing import Pool


def trivial(row):
    return {"id": row["id"], "n": len(row["name"])}


def rows(count):
    for i in range(count):
        yield {"id": str(i), "name": "name %d" % i, "city": "Paris"}


def main(count, chunk, workers):
    with Pool(workers) as pool:
        sum(1 for _ in pool.imap_unordered(trivial, rows(1000), chunk))
        start = time.perf_counter()
        seen = sum(1 for _ in pool.imap_unordered(trivial, rows(count), chunk))
        elapsed = time.perf_counter() - start
    assert seen == count
    print(json.dumps(count / elapsed))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
