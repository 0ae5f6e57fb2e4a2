"""Sends the rows of a Python program through a C# method.

Run it: ``python prices.py``. It builds the library first; a built ``Shop.dll`` works as well.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from dotnet_bridge import DotNetPool

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = Path(__file__).with_name("Shop")


def items() -> Iterator[dict[str, object]]:
    """What this program has: any iterable, read lazily."""
    yield {"name": "apple", "net": Decimal("0.50")}
    yield {"name": "mistake", "net": Decimal("-1")}
    for number in range(1, 2001):
        yield {"name": f"item {number}", "net": Decimal(number) / 100}


def main() -> None:
    """Print what came of the rows."""
    total = Decimal(0)
    with DotNetPool(f"{LIBRARY}:Shop.Prices.Gross", processes=2) as pool:
        for result in pool.results(items()):
            if result.error is not None:
                print(f"row {result.index} failed: {result.error.type}")
            else:
                total += result.value
    print(f"total: {total}")


if __name__ == "__main__":
    main()
