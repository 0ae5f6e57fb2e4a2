"""``connect``: a stock manager client that reads proxies inside of values."""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.managers import BaseManager, SyncManager
from typing import TYPE_CHECKING, Any

import pytest
from children import AUTHKEY

from dotnet_bridge import BridgeAuthenticationError, BridgeConnectionError, connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from children import Children

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are about POSIX systems")


@pytest.fixture(autouse=True)
def own_key() -> Iterator[None]:
    """The key of this process, which connect changes, is put back."""
    process = multiprocessing.current_process()
    before = process.authkey
    process.authkey = b"not the manager's"
    yield
    process.authkey = before


def use_nested_proxies(manager: SyncManager) -> None:
    values: Any = manager.dict()
    numbers = manager.list([1])
    values["in a list"] = [numbers, {"deeper": numbers}]
    values["queue"] = manager.Queue()
    values["lock"] = manager.Lock()
    values["namespace"] = manager.Namespace()

    values["in a list"][1]["deeper"].append(2)
    values["queue"].put(3)
    values["namespace"].four = 4

    assert list(numbers) == [1, 2]
    assert values["queue"].get() == 3
    assert values["namespace"].four == 4
    with values["lock"]:
        pass


def test_nested_proxies_work(children: Children) -> None:
    _, ready = children.serve()

    manager = connect(ready["address"], AUTHKEY)

    assert type(manager) is SyncManager
    assert multiprocessing.current_process().authkey == AUTHKEY
    use_nested_proxies(manager)


def test_nested_proxies_work_under_another_name_of_the_host(children: Children) -> None:
    _, ready = children.serve(address=["127.0.0.1", 0])

    manager = connect(f"localhost:{ready['address'][1]}", AUTHKEY.decode())

    assert manager.address == tuple(ready["address"])
    use_nested_proxies(manager)


def test_the_key_may_be_in_the_environment(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ready = children.serve()
    monkeypatch.setenv("BRIDGE_AUTHKEY", AUTHKEY.decode())

    assert list(connect(ready["address"]).list([1])) == [1]


def test_a_manager_class_of_ones_own_has_its_types(children: Children) -> None:
    _, ready = children.serve()

    class Mine(BaseManager):
        pass

    Mine.register("dict")
    mine = connect(ready["address"], AUTHKEY, manager_class=Mine)

    assert type(mine) is Mine
    assert mine.dict({"a": 1}).get("a") == 1  # type: ignore[attr-defined]


def test_another_key_is_refused_and_changes_nothing(children: Children) -> None:
    _, ready = children.serve()

    with pytest.raises(multiprocessing.AuthenticationError) as caught:
        connect(ready["address"], "another")

    assert isinstance(caught.value, BridgeAuthenticationError)
    assert "has another authkey" in str(caught.value)
    assert "another'" not in str(caught.value)
    assert multiprocessing.current_process().authkey == b"not the manager's"


@pytest.mark.parametrize("address", ["/tmp/no-manager-here", "127.0.0.1:1", "@no-manager-here"])
def test_nobody_there_is_a_connection_error(address: str) -> None:
    with pytest.raises(
        ConnectionError, match=r"No manager answers at .*; check the address\."
    ) as e:
        connect(address, b"key")

    assert isinstance(e.value, BridgeConnectionError)


@pytest.mark.parametrize("key", [b"", "", 5])
def test_a_bad_key_is_refused(key: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    monkeypatch.delenv("BRIDGE_AUTHKEY", raising=False)
    with pytest.raises(ValueError, match="An authkey is bytes or text, and not empty"):
        connect("/tmp/x", key)
    with pytest.raises(ValueError, match="authkey is missing; give it, or set BRIDGE_AUTHKEY"):
        connect("/tmp/x")
