"""Exceptions, and texts, on their way to .NET."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

from bridge_embedded.values import PROTOCOL


class CallCanceled(KeyboardInterrupt):
    """Raised in a call whose CancellationToken was canceled."""


def describe(error: BaseException) -> tuple[str, str, str, bytes]:
    """What .NET shows of an exception: class, text, traceback, and (args, notes) pickled."""
    kind = type(error)
    text = text_of(error)
    try:
        notes = [str(note) for note in getattr(error, "__notes__", ())]
    except BaseException:
        notes = []
    try:
        details = pickle.dumps((error.args, notes), PROTOCOL)
    except BaseException:
        details = pickle.dumps(((text,), notes), PROTOCOL)
    message = f"{kind.__name__}: {text}" if text else kind.__name__
    if isinstance(error, SystemExit):
        message += " (the called code asked the process to end; it goes on)"
    try:
        lines = "".join(traceback.format_exception(kind, error, error.__traceback__))
    except BaseException:  # it looks at attributes, which may do anything
        frames = traceback.format_tb(error.__traceback__)
        lines = "".join(["Traceback (most recent call last):\n", *frames, message])
    return clean(f"{kind.__module__}.{kind.__qualname__}"), clean(message), clean(lines), details


def text_of(error: BaseException) -> str:
    """Its text; a __str__ may do anything."""
    try:
        return str(error)
    except BaseException as failed:
        return f"<its text cannot be made: {type(failed).__name__}>"


def explain(raised: Any, most: int) -> list[tuple[Any, Any, Any, str]]:
    """Type, value, traceback and text of what was raised, and of its causes; none for C#'s own."""
    links: list[tuple[Any, Any, Any, str]] = []
    value, trace = getattr(raised, "value", None), getattr(raised, "traceback", None)
    while isinstance(value, BaseException) and len(links) < most:
        if _is_from_dotnet(value):
            return links
        links.append((type(value), value, trace or value.__traceback__, clean(text_of(value))))
        value, trace = value.__cause__, None
    return links


def _is_from_dotnet(value: BaseException) -> bool:
    marked = "__dispatch_info__" in object.__getattribute__(value, "__dict__")
    return marked or any(base.__module__ == "System" for base in type(value).__mro__)


def clean(text: str) -> str:
    """Text without lone surrogates, which pythonnet cannot carry."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
