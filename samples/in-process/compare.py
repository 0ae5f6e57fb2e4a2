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


def orders(count: int, most_months: int = 60) -> list[dict[str, Any]]:
    """Orders that differ."""
    return [
        {
            "item": f"item {number % 97}",
            "net": Decimal(number % 100_003) / 100,
            "months": number % most_months + 1,
            "country": ("DE", "FR", "LU")[number % 3],
        }
        for number in range(count)
    ]


def main(count: int) -> None:
    """Print the rate of each way."""
    rows = orders(count)
    expected = [prices.price(row) for row in rows]
    with DotNetPool(FUNCTION, processes=2) as pool:
        ways: dict[str, Callable[[list[Any]], list[Any]]] = {
            "Python": lambda rows: [prices.price(row) for row in rows],
            "C# in this process, a call for each row": lambda rows: [
                prices_net.price(row) for row in rows
            ],
            "C# in this process, price.map(rows)": prices_net.price.map,
            "C# in two workers, pool.map(rows)": pool.map,
            "C# in two workers, pool.map([row]) for each of 200": lambda rows: [
                pool.map([row])[0] for row in rows[:200]
            ],
        }
        for name, run in ways.items():
            run(rows[:10_000])  # .NET compiles what is called often
            start = time.perf_counter()
            results = run(rows)
            seconds = time.perf_counter() - start
            same = "equal" if results == expected[: len(results)] else "NOT EQUAL"
            print(f"{len(results) / seconds:>9,.0f} rows/s  {same}  {name}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
