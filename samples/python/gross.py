"""A function that a type checker understands: ``run samples/python/gross.py:gross``."""

from dotnet_bridge import Row


def gross(row: Row) -> float:
    return round(float(row["net"]) * 1.19, 2)
