"""Asking whether the address that a server has for itself leads to it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dotnet_bridge import _connect

if TYPE_CHECKING:
    import pytest


def test_an_address_that_swallows_all_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    end = threading.Event()
    monkeypatch.setattr(_connect, "_PATIENCE", 0.05)
    monkeypatch.setattr(_connect, "_call", lambda *_: end.wait(20))
    assert not _connect._is_same(("10.255.255.1", 1), b"key", "ident")
    assert not end.is_set()
    end.set()
