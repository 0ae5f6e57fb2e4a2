"""A worker for rows of text, such as those of a CSV; for prices.cs, or ``run worker.py:price``."""

from __future__ import annotations


def price(row: dict[str, str]) -> float:
    """What the amount of a row costs."""
    return float(row["amount"]) * 1.5
