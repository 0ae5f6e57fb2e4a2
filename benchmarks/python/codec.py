"""Seconds that C pickle takes for the cases of CodecCases.cs, as JSON; or a check of our bytes.

Usage: codec.py FOLDER          writes NAME.pickle there, times dumps and loads
       codec.py FOLDER check    compares every NAME.*.bridge there with the value

Garbage collection stays on, as in any program; timeit alone would turn it off.
"""

from __future__ import annotations

import gc
import json
import pickle
import random
import statistics
import sys
import time
import timeit
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sized

PROTOCOL = 4
REPETITION = 0.025
TOTAL = 0.4
LEAST_REPETITIONS = 5


def ints() -> list[int]:
    rng = random.Random(1)
    widths = (7, 8, 16, 24, 31)
    return [rng.choice((1, 1, -1)) * rng.getrandbits(rng.choice(widths)) for _ in range(200_000)]


def floats() -> list[float]:
    rng = random.Random(2)
    return [rng.gauss(0, 1000) for _ in range(200_000)]


def names(seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    seen: set[str] = set()
    while len(seen) < 100_000:
        name = rng.randbytes(rng.randint(5, 10)).hex()
        if name not in seen:
            seen.add(name)
            yield name


def strings() -> list[str]:
    return list(names(3))


def mapping() -> dict[str, float]:
    rng = random.Random(4)
    return {name: rng.random() for name in names(5)}


def records() -> list[dict[str, object]]:
    rng = random.Random(6)
    return [
        {
            "id": i,
            "name": f"name {i}",
            "price": round(rng.uniform(1, 500), 2),
            "active": rng.random() < 0.5,
        }
        for i in range(20_000)
    ]


def blob() -> bytes:
    return random.Random(7).randbytes(16 * 1024 * 1024)


def request() -> tuple[object, ...]:
    return ("7f3a2c10ab", "append", (1,), {})


CASES: dict[str, Callable[[], Sized]] = {
    "ints": ints,
    "floats": floats,
    "strings": strings,
    "dict": mapping,
    "records": records,
    "bytes": blob,
    "request": request,
}


def seconds(statement: str, **variables: object) -> float:
    """The median time of one call, over repetitions of at least REPETITION each."""
    timer = timeit.Timer(statement, "gc.enable()", globals={"gc": gc, **variables})
    gc.collect()
    count = 1
    while timer.timeit(count) < REPETITION:
        count *= 2
    end = time.perf_counter() + TOTAL
    taken: list[float] = []
    while len(taken) < LEAST_REPETITIONS or time.perf_counter() < end:
        taken.append(timer.timeit(count) / count)
    return statistics.median(taken)


def measure(folder: Path, name: str, make: Callable[[], Sized]) -> dict[str, float]:
    value = make()
    count = len(value)
    data = pickle.dumps(value, PROTOCOL)
    (folder / f"{name}.pickle").write_bytes(data)
    dumps = seconds(f"dumps(value, {PROTOCOL})", dumps=pickle.dumps, value=value)
    del value  # the collector shall not have to look at it during loads
    loads = seconds("loads(data)", loads=pickle.loads, data=data)
    return {"dumps": dumps, "loads": loads, "count": count}


def check(folder: Path, name: str, make: Callable[[], Sized]) -> None:
    expected = repr(make())  # not ==, for which 1, 1.0 and True are equal
    for file in folder.glob(f"{name}.*.bridge"):
        if repr(pickle.loads(file.read_bytes())) != expected:
            sys.exit(f"{file.name} is not the value that CPython pickled.")


def main(folder: Path, *, is_check: bool) -> None:
    if is_check:
        for name, make in CASES.items():
            check(folder, name, make)
    else:
        print(json.dumps({name: measure(folder, name, make) for name, make in CASES.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), is_check=sys.argv[2:] == ["check"])
