"""What an order costs that is paid off month by month."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

RATES = {"DE": Decimal("0.0025"), "FR": Decimal("0.0031"), "LU": Decimal("0.0019")}
CENT = Decimal("0.01")


def price(order: dict[str, Any]) -> dict[str, Any]:
    """The part of each month, and all interest; a KeyError for a country that has no rate."""
    rate = RATES[order["country"]]
    rest = order["net"]
    part = (rest / order["months"]).quantize(CENT, ROUND_HALF_UP)
    interest = Decimal("0.00")
    for _ in range(order["months"]):
        interest += (rest * rate).quantize(CENT, ROUND_HALF_UP)
        rest -= part
    return {"item": order["item"], "part": part, "last": part + rest, "interest": interest}


def line(bill: dict[str, Any]) -> str:
    """A bill as a line of text."""
    return f"{bill['item']:8} {bill['part']:>10} {bill['last']:>10} {bill['interest']:>10}"
