"""The shared objects: they live in the manager, under names that both languages use."""

from __future__ import annotations

from typing import Any

_stock: dict[str, int] = {}
_journal: list[str] = []
_results: list[str] = []  # of a program in another process, each as JSON


def register(manager: Any) -> None:
    """Register the objects with the class of a manager."""
    from multiprocessing.managers import DictProxy, ListProxy

    manager.register("get_stock", lambda: _stock, DictProxy)
    manager.register("get_journal", lambda: _journal, ListProxy)
    manager.register("get_results", lambda: _results, ListProxy)
