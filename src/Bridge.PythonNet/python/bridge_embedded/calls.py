"""Calls from .NET."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

from bridge_embedded.coroutines import Running
from bridge_embedded.values import PLAIN, loads, pack


def call(
    function: Any,
    name: str | None,
    address: int,
    length: int,
    objects: list[tuple[Any, Any]] | None,
    raw: bool,
) -> Any:
    """Calls a function, given or by the name of its module and its own.

    Gives the result packed; asked for raw, (b"", result, []); for a coroutine, (None, future, []).
    """
    positional, keywords = loads(address, length) if length else ((), {})
    if objects is not None:
        positional = list(positional)
        for place, value in objects:
            if isinstance(place, int):
                positional[place] = value
            else:
                keywords[place] = value
    target = resolve(function, name) if isinstance(function, str) else function
    result = target(*positional, **keywords)
    if type(result) not in PLAIN and inspect.isawaitable(result):
        return None, Running(result), []
    return (b"", result, []) if raw else pack(result, target)


def resolve(module: str, name: str | None) -> Any:
    """The function ``module.name``; the name may have dots."""
    found: Any = importlib.import_module(module)
    for part in name.split(".") if name else ():
        found = getattr(found, part)
    return found
