"""Bounds what is between the input and the consumer, however long the input is."""

from __future__ import annotations

import threading

_BYTES_PER_BATCH = 64 * 1024  # beyond the least, quick and small batches share so many


class Window:
    """Counts batches from when they are read until their last row is consumed. Thread-safe.

    :param least:
        So many batches at any time, whatever their size.
    """

    def __init__(self, least: int) -> None:
        self._least = least
        self._most = 0
        self._batches = 0
        self._bytes = 0
        self._refused = False
        self._closed = False
        self._room = threading.Condition()

    def enter(self) -> bool:
        """Wait for room for one more batch and take it; false once it is closed."""
        with self._room:
            self._room.wait_for(lambda: self._closed or self._has_room())
            self._batches += 1
            return not self._closed

    def try_enter(self) -> bool:
        """Take room for one more batch, if there is some."""
        with self._room:
            if self._closed or not self._has_room():
                return False
            self._batches += 1
            return True

    def add(self, size: int, *, batches: int = 0) -> None:
        """Count the bytes of a batch that has entered, or batches that enter without waiting."""
        with self._room:
            self._bytes += size
            self._batches += batches

    def widen(self, most: int) -> None:
        """Let so many batches in, while the bytes last."""
        with self._room:
            self._most = most
            self._room.notify_all()

    def leave(self, size: int) -> bool:
        """A batch was consumed.

        :return:
            Whether :meth:`may_dispatch` has said no and is to be asked again.
        """
        with self._room:
            self._batches -= 1
            self._bytes -= size
            self._room.notify_all()
            refused, self._refused = self._refused, False
            return refused

    def may_dispatch(self, waiting: int) -> bool:
        """Whether a worker may have more: large results that nobody reads must not pile up.

        :param waiting:
            How many of the batches are not with a worker, and not done.
        """
        with self._room:
            self._refused = not self._has_bytes() and self._batches - waiting >= self._least
            return not self._refused

    def close(self) -> None:
        """Let nothing in any more."""
        with self._room:
            self._closed = True
            self._room.notify_all()

    def _has_bytes(self) -> bool:
        return self._bytes < self._least * _BYTES_PER_BATCH

    def _has_room(self) -> bool:
        return self._batches < self._least or (self._batches < self._most and self._has_bytes())
