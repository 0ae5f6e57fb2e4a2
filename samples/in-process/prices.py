"""What an order costs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

RATES = {"DE": Decimal("0.19"), "FR": Decimal("0.20"), "LU": Decimal("0.17")}
MANY = 100
DISCOUNT = Decimal("0.95")
CENT = Decimal("0.01")


def price(order: dict[str, Any]) -> dict[str, Any]:
    """The bill of an order; a KeyError for a country that has no rate."""
    net = order["quantity"] * order["net"]
    if order["quantity"] >= MANY:
        net *= DISCOUNT
    net = net.quantize(CENT, ROUND_HALF_UP)
    tax = (net * RATES[order["country"]]).quantize(CENT, ROUND_HALF_UP)
    return {"item": order["item"], "net": net, "tax": tax, "gross": net + tax}


def line(bill: dict[str, Any]) -> str:
    """A bill as a line of text."""
    return f"{bill['item']:8} {bill['net']:>10} {bill['tax']:>10} {bill['gross']:>10}"
