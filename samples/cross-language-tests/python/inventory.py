"""The Python implementation of the operations. Its twin is dotnet/Inventory/Inventory.cs."""

from __future__ import annotations

from typing import Any


class OutOfStockError(Exception):
    """More was to be shipped than there is."""


class Inventory:
    """Operations on the shared stock; each is written to the shared journal."""

    def __init__(self, manager: Any) -> None:
        self._stock = manager.get_stock()
        self._journal = manager.get_journal()

    def receive(self, item: str, count: int) -> int:
        """Add to the stock, and give what is there then."""
        total: int = self._stock.get(item, 0) + count
        self._stock[item] = total
        self._journal.append(f"receive {item} {count}")
        return total

    def ship(self, item: str, count: int) -> int:
        """Take from the stock, and give what is left."""
        left: int = self._stock.get(item, 0) - count
        if left < 0:
            raise OutOfStockError(f"out of stock: {item}")
        if left == 0:
            del self._stock[item]
        else:
            self._stock[item] = left
        self._journal.append(f"ship {item} {count}")
        return left
