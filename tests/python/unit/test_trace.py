"""The traceparent of a task, with and without OpenTelemetry."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING, Any

import pytest

import dotnet_bridge
from dotnet_bridge._trace import Tracer, split

if TYPE_CHECKING:
    from collections.abc import Iterator

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """OpenTelemetry's API as far as it is used; the list is the stack of attached contexts."""
    stack: list[Any] = []
    names = (
        "opentelemetry",
        "opentelemetry.context",
        "opentelemetry.trace",
        "opentelemetry.trace.propagation",
        "opentelemetry.trace.propagation.tracecontext",
    )
    modules = {name: types.ModuleType(name) for name in names}
    for name, module in modules.items():
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(modules[parent], last, module)
        monkeypatch.setitem(sys.modules, name, module)

    class TraceContextTextMapPropagator:
        def extract(self, carrier: dict[str, str]) -> dict[str, str]:
            return {"parent": carrier["traceparent"]}

    def attach(new: object) -> int:
        stack.append(new)
        return len(stack)

    def detach(token: int) -> None:
        assert token == len(stack)
        stack.pop()

    vars(modules["opentelemetry.context"]).update(attach=attach, detach=detach)
    vars(modules[names[-1]]).update(TraceContextTextMapPropagator=TraceContextTextMapPropagator)
    yield stack
    assert stack == []


def test_a_task_without_a_trace_is_the_list_itself() -> None:
    assert split([(1, 2, b"")]) == ([(1, 2, b"")], None)


def test_a_traced_task_is_a_pair() -> None:
    assert split(([(1, 2, b"")], PARENT)) == ([(1, 2, b"")], PARENT)


def test_the_function_can_read_the_traceparent_of_its_task_only() -> None:
    with Tracer().within(PARENT):
        inside = dotnet_bridge.traceparent()

    assert inside == PARENT
    assert dotnet_bridge.traceparent() is None


def test_without_a_trace_nothing_is_looked_for(context: list[Any]) -> None:
    with Tracer().within(None):
        assert context == []
        assert dotnet_bridge.traceparent() is None


def test_opentelemetry_gets_the_traceparent_as_current_context(context: list[Any]) -> None:
    tracer = Tracer()
    for _ in range(2):
        with tracer.within(PARENT):
            assert context == [{"parent": PARENT}]
        assert context == []


def test_a_broken_opentelemetry_does_not_disturb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)  # its import raises

    with Tracer().within(PARENT):
        assert dotnet_bridge.traceparent() == PARENT


def test_what_the_task_raises_passes_and_the_context_is_detached(context: list[Any]) -> None:
    with pytest.raises(KeyError), Tracer().within(PARENT):
        raise KeyError("row")
    assert context == []
    assert dotnet_bridge.traceparent() is None
