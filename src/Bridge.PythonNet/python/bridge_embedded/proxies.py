"""Proxies of several managers in one process, each with its own authkey."""

from __future__ import annotations

import multiprocessing
from multiprocessing import managers
from multiprocessing.managers import Token
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_stock_rebuild_proxy = managers.RebuildProxy  # type: ignore[attr-defined]

_keys: dict[Any, tuple[Any, bytes]] = {}
"""The canonical address of each attached manager: the address to dial, and its authkey."""


def key_of(proxy: Any) -> tuple[Any, bytes]:
    """The address of a proxy's manager, and its authkey."""
    address, key = proxy._token.address, proxy._authkey
    if proxy._owned_by_manager and address in _keys:
        key = _keys[address][1]  # a server's own has the key of the process
    return address, bytes(key)


def attach(canonical: Any, dialed: Any, key: bytes) -> None:
    """Makes a manager known.

    The first one's key is that of the process, so that spawned processes can read nested proxies.
    """
    if not _keys:
        multiprocessing.current_process().authkey = key
    _keys[canonical] = _keys[dialed] = (dialed, key)


def detach(address: Any) -> None:
    """Forgets a manager."""
    _keys.pop(address, None)


def rebuild_proxy(
    function: Callable[..., Any], token: Token, serializer: str, keywords: dict[str, Any]
) -> Any:
    """A proxy with a reference of its own, and with the authkey of its manager."""
    if token.address not in _keys:
        return _stock_rebuild_proxy(function, token, serializer, keywords)
    address, key = _keys[token.address]
    keywords.pop("incref", None)
    return function(
        Token(token.typeid, address, token.id), serializer, authkey=key, incref=True, **keywords
    )


def _rebuild_proxy(
    function: Callable[..., Any], token: Token, serializer: str, keywords: dict[str, Any]
) -> Any:
    """RebuildProxy of Lib/multiprocessing/managers.py, which knows the process's authkey only."""
    server = getattr(multiprocessing.current_process(), "_manager_server", None)
    if token.address in _keys and not (server and server.address == token.address):
        address, key = _keys[token.address]
        token = Token(token.typeid, address, token.id)
        keywords = {"authkey": key, **keywords}
    return _stock_rebuild_proxy(function, token, serializer, keywords)


# It is pickled by its name.
_rebuild_proxy.__module__ = _stock_rebuild_proxy.__module__
_rebuild_proxy.__name__ = _rebuild_proxy.__qualname__ = _stock_rebuild_proxy.__name__


def replace_stock() -> None:
    """Lets all un-pickling in this process know the managers."""
    managers.RebuildProxy = _rebuild_proxy  # type: ignore[attr-defined]
