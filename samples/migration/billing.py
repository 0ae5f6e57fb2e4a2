"""Bills: what each item of an order costs, with tax."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RATES = {"AT": Decimal("0.20"), "DE": Decimal("0.19"), "FR": Decimal("0.20"), "LU": Decimal("0.17")}
CENT = Decimal("0.01")


def lines(order: dict[str, str]) -> Iterator[dict[str, object]]:
    """One line for each item of ``tea:3:4.50 milk:1:1.20``: name, quantity, price without tax."""
    rate = RATES[order["country"]]
    for item in order["items"].split():
        name, quantity, price = item.split(":")
        net = int(quantity) * Decimal(price)
        gross = (net * (1 + rate)).quantize(CENT, ROUND_HALF_UP)
        yield {
            "order": order["number"],
            "item": name,
            "net": net,
            "tax": gross - net,
            "gross": gross,
        }
