"""print and logging, on their way to .NET's log."""

from __future__ import annotations

import io
import logging
import sys
import threading
from typing import TYPE_CHECKING

from bridge_embedded.errors import clean

if TYPE_CHECKING:
    from collections.abc import Callable


class _Lines(io.TextIOBase):
    """Hands each line that is written to .NET."""

    def __init__(self, name: str, sink: Callable[[str, int, str], None]) -> None:
        self._name = name
        self._sink = sink
        self._rest = threading.local()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, rest = (getattr(self._rest, "text", "") + text).split("\n")
        self._rest.text = rest
        for line in lines:
            self._sink(self._name, 20, clean(line))
        return len(text)

    def flush(self) -> None:
        if rest := getattr(self._rest, "text", ""):
            self._rest.text = ""
            self._sink(self._name, 20, clean(rest))


def capture(sink: Callable[[str, int, str], None]) -> None:
    """Sends print and logging to .NET."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            try:
                sink(clean(record.name), record.levelno, clean(self.format(record)))
            except Exception:
                self.handleError(record)

    sys.stdout = _Lines("stdout", sink)
    sys.stderr = _Lines("stderr", sink)
    root = logging.getLogger()
    root.addHandler(Handler())
    root.setLevel(logging.NOTSET)
