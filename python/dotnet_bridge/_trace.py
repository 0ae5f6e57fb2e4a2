"""Where the work of a worker belongs in the trace of the program that drives it.

The parent names, with each task, the activity that stands for it: a W3C traceparent. The function
can read it, and where OpenTelemetry is installed it is the current context, so that the spans of
the function become children of that activity.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_current: ContextVar[str | None] = ContextVar("dotnet_bridge.traceparent", default=None)


def traceparent() -> str | None:
    """The W3C traceparent of the task at work, for one's own spans or log lines.

    :return:
        None outside of a worker's function, and when the parent does not trace. Threads that the
        function starts do not inherit it.
    """
    return _current.get()


def split(task: Any) -> tuple[Any, str | None]:  # noqa: ANN401 - what the parent has put there
    """The batches of a task, and its traceparent if the parent traces."""
    if type(task) is tuple:
        batches, parent = task
        return batches, str(parent)
    return task, None


class Tracer:
    """Makes a traceparent the current context for a while. OpenTelemetry is looked for once."""

    def __init__(self) -> None:
        self._attach: Callable[[str], Callable[[], object]] | None = None
        self._looked = False

    @contextmanager
    def within(self, parent: str | None) -> Iterator[None]:
        """Have ``parent`` be the current context meanwhile; nothing is done for None."""
        if parent is None:
            yield
            return
        token = _current.set(parent)
        detach = self._enter(parent)
        try:
            yield
        finally:
            detach()
            _current.reset(token)

    def _enter(self, parent: str) -> Callable[[], object]:
        try:
            if not self._looked:
                self._looked = True  # at the first traced task: setup() has configured it by then
                self._attach = _opentelemetry()
            if self._attach is not None:
                return self._attach(parent)
        except Exception:  # not installed, or not in working order: the function works without
            self._attach = None
        return lambda: None


def _opentelemetry() -> Callable[[str], Callable[[], object]]:
    """What attaches a traceparent by OpenTelemetry's own functions.

    :raises ImportError:
        It is not installed.
    """
    from opentelemetry import context  # type: ignore[import-not-found,unused-ignore]
    from opentelemetry.trace.propagation.tracecontext import (  # type: ignore[import-not-found,unused-ignore]
        TraceContextTextMapPropagator,
    )

    propagator = TraceContextTextMapPropagator()

    def attach(parent: str) -> Callable[[], object]:
        token = context.attach(propagator.extract({"traceparent": parent}))
        return lambda: context.detach(token)

    return attach
