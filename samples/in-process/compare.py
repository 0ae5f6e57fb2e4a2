"""Three ways to the same result: Python, C# in this process, C# in workers; and how fast they are.

``python compare.py [ROWS]``
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import prices
import prices_net

from dotnet_bridge import DotNetPool

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTION = f"{Path(__file__).with_name('Prices')}:Shop.PriceList.Price"


def orders(count: int) -> list[dict[str, Any]]:
    """Orders that differ."""
    return [
        {
            "item": f"item {number % 97}",
            "quantity": number % 150 + 1,
            "net": Decimal(number % 10_007) / 100,
            "country": ("DE", "FR", "LU")[number % 3],
        }
        for number in range(count)
    ]


def main(count: int) -> None:
    rows = orders(count)
    with DotNetPool(FUNCTION, processes=2) as pool:
        ways: dict[str, Callable[[], list[Any]]] = {
            "Python": lambda: [prices.price(row) for row in rows],
            "C# in this process, a call for each row": lambda: [
                prices_net.price(row) for row in rows
            ],
            "C# in this process, price.map(rows)": lambda: prices_net.price.map(rows),
            "C# in two workers, DotNetPool.map(rows)": lambda: pool.map(rows),
            "C# in two workers, a map for each of 1000 rows": lambda: [
                pool.map([row])[0] for row in rows[:1000]
            ],
        }
        expected = ways["Python"]()
        for name, run in ways.items():
            run()  # the first time, .NET compiles
            start = time.perf_counter()
            results = run()
            seconds = time.perf_counter() - start
            same = "equal" if results == expected[: len(results)] else "NOT EQUAL"
            print(f"{len(results) / seconds:>9,.0f} rows/s  {same}  {name}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
