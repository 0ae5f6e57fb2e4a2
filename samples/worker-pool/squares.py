"""A worker: a function that takes one row and returns one result."""

from __future__ import annotations


def square(number: int) -> int:
    """The square of a number; raises for negative ones."""
    if number < 0:
        raise ValueError(f"{number} is negative")
    return number**2
