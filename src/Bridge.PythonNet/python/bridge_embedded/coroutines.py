"""Coroutines, on an event loop with a thread of its own."""

from __future__ import annotations

import asyncio
import concurrent.futures
import ctypes
import threading
from typing import TYPE_CHECKING, Any

from bridge_embedded.errors import CallCanceled, describe
from bridge_embedded.values import pack

if TYPE_CHECKING:
    from collections.abc import Callable

_loop: asyncio.AbstractEventLoop | None = None
_loop_thread: threading.Thread | None = None
_loop_lock = threading.Lock()
_loop_ends = threading.Event()


def _event_loop() -> asyncio.AbstractEventLoop:
    global _loop, _loop_thread
    with _loop_lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            _loop_thread = threading.Thread(
                target=_run_loop, args=(_loop,), name="bridge-event-loop", daemon=True
            )
            _loop_thread.start()
        return _loop


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    while not _loop_ends.is_set():
        try:
            loop.run_forever()
        except BaseException:
            continue  # sys.exit() in a coroutine, which has it as its outcome, stops the loop
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    try:
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks))
        loop.run_until_complete(loop.shutdown_asyncgens())
    except BaseException:
        pass


async def _wait(awaitable: Any) -> Any:
    return await awaitable


class Running(concurrent.futures.Future):  # type: ignore[type-arg]
    """A coroutine on the event loop. Canceled, it ends when, and as, the coroutine does."""

    def __init__(self, awaitable: Any) -> None:
        super().__init__()
        self._loop = _event_loop()
        self._loop.call_soon_threadsafe(self._begin, awaitable)

    def cancel(self) -> bool:
        self._loop.call_soon_threadsafe(lambda: self._task.cancel())
        return True

    def unblock(self) -> None:
        """Interrupts it if it is what the loop's thread is busy with."""
        if _loop_thread is not None and asyncio.current_task(self._loop) is self._task:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(_loop_thread.ident or 0), ctypes.py_object(CallCanceled)
            )

    def _begin(self, awaitable: Any) -> None:
        self._task = self._loop.create_task(_wait(awaitable))
        self._task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Any]) -> None:
        try:
            result = task.result()
        except BaseException as error:
            self.set_exception(error)
        else:
            self.set_result(result)


def when_done(future: Any, raw: bool, done: Callable[[tuple[Any, Any]], None]) -> None:
    """Calls ``done`` with (packed result, None), or with (None, described error)."""

    def finished(_: Any) -> None:
        try:
            result = future.result()
            outcome: tuple[Any, Any] = (b"", result, []) if raw else pack(result, result), None
        except BaseException as error:
            outcome = None, describe(error)
        done(outcome)

    future.add_done_callback(finished)


def end_coroutines(seconds: float) -> None:
    """Cancels what runs there, and waits so long for it."""
    if _loop is not None and _loop_thread is not None:
        _loop_ends.set()
        _loop.call_soon_threadsafe(_loop.stop)
        _loop_thread.join(seconds)
