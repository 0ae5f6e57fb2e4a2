"""Reads the result queue of a pool. Markers of our own travel between the results, in order."""

from __future__ import annotations

import queue
import threading
from contextlib import contextmanager, suppress
from multiprocessing import AuthenticationError
from multiprocessing.managers import RemoteError
from typing import TYPE_CHECKING, Any

from ._problems import BridgeConnectionError, BridgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SLICE = 5.0  # seconds; the server's thread would else outlive a program that is killed
_DRAINED = -1
_STOP = -2
_PATIENCE = 5.0


class Pump:
    """A thread that passes on what comes, from creation until :meth:`close`.

    :param where:
        The address of the manager, for messages.
    """

    def __init__(self, results: Any, where: str) -> None:  # noqa: ANN401 - a proxy of a queue
        self._queue = results
        self._where = where
        self._gate = threading.Lock()
        self._result: Callable[..., None] | None = None
        self._drained: Callable[[int], None] | None = None
        self._broke: Callable[[BaseException], None] | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="dotnet_bridge results", daemon=True)
        self._thread.start()

    def listen(
        self,
        result: Callable[..., None] | None,
        drained: Callable[[int], None] | None,
        broke: Callable[[BaseException], None] | None,
    ) -> None:
        """Who is told from now on: of results, of markers, and that nothing will come any more."""
        with self._gate:
            self._result, self._drained, self._broke = result, drained, broke
            error = self._error
        if error is not None and broke is not None:
            broke(error)

    def mark_drained(self, worker: int) -> None:
        """Put a marker behind all results that a worker that ended has sent."""
        self._queue.put((worker, _DRAINED, None))

    def ping(self) -> None:
        """Ask the manager for a sign of life."""
        self._queue.qsize()

    def close(self) -> None:
        """End the thread and give the queue back."""
        with suppress(Exception):  # the manager is gone; the thread has noticed as well
            self._queue.put((0, _STOP, None))
        if threading.current_thread() is not self._thread:
            self._thread.join(_PATIENCE)
        self._queue = None

    @contextmanager
    def sentences(self) -> Iterator[None]:
        """Turn what a call raises when the manager is gone into what users catch."""
        try:
            yield
        except (EOFError, OSError, AuthenticationError) as error:
            raise BridgeConnectionError(
                f"The manager at {self._where} is gone; start it again, and a new pool."
            ) from error
        except RemoteError as error:
            last = str(error).strip("- \n").rpartition("\n")[2]
            raise BridgeConnectionError(
                f"The manager at {self._where} has lost a queue of the pool: it answered {last}."
            ) from error

    def _run(self) -> None:
        try:
            with self.sentences():
                while self._pass_on():
                    pass
        except BaseException as error:
            with self._gate:
                self._error = error
                broke = self._broke
            if broke is not None:
                broke(error)

    def _pass_on(self) -> bool:
        try:
            message = self._queue.get(True, _SLICE)
        except queue.Empty:
            return True
        if not isinstance(message, tuple) or len(message) != 3:
            raise _not_ours()
        worker, what, seconds = message
        with self._gate:
            result, drained = self._result, self._drained
        if what == _STOP:
            return False
        if what == _DRAINED:
            if drained is not None:
                drained(worker)
        elif not isinstance(what, list) or not what:
            raise _not_ours()
        elif result is not None:
            result(worker, what, seconds)
        return True


def _not_ours() -> BridgeError:
    return BridgeError("The result queue of the pool holds something that is not ours.")
