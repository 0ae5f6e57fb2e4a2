"""Where a manager server listens: its form in JSON and its form in Python."""

from __future__ import annotations

import os

from ._errors import ChildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    Address = Union[str, bytes, tuple[str, int]]


def from_json(value: object) -> Address:
    """Read ``"/path"``, a pipe's name, ``["host", port]`` or ``{"abstract": "name"}``."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, dict):
        name = value.get("abstract")
        if isinstance(name, str):
            return b"\0" + os.fsencode(name)
    if isinstance(value, list) and len(value) == 2:
        host, port = value
        if isinstance(host, str) and type(port) is int and 0 <= port <= 65535:
            return host, port
    raise ChildError(
        "bad-config",
        f"{value!r} is no address; give a path, [host, port] or an abstract name.",
    )


def parse(value: object) -> Address:
    """Read an address as people give it.

    The forms of the command line: ``tcp://host:port``, ``host:port``, ``/path``, ``unix:path``,
    ``@name`` (abstract), ``pipe:name``. Those of multiprocessing: ``(host, port)``, str and bytes.

    :raises ValueError:
        It is none of them.
    """
    found: object = value
    if isinstance(value, bytes) and value:
        return value if value.startswith(b"\0") else os.fsdecode(value)
    if isinstance(value, tuple):
        found = list(value)
    elif isinstance(value, str):
        found = _parse_text(value)
        if isinstance(found, bytes):
            return found
    try:
        return from_json(found)
    except ChildError:
        raise ValueError(
            f"{value!r} is no address; give 'host:port', a (host, port) tuple, the path of a "
            "socket, or '@name' for an abstract one."
        ) from None


def _parse_text(text: str) -> object:
    """The form that :func:`from_json` reads, or bytes; None when it is no address."""
    if text.startswith(("/", "\\\\")):
        return text
    if text[:1] in ("\0", "@"):
        return b"\0" + os.fsencode(text[1:]) if text[1:] else None
    if text.startswith("unix:"):
        return text[5:]
    if text.startswith("pipe:"):
        return "\\\\.\\pipe\\" + text[5:]
    host, _, port = text[6 * text.startswith("tcp://") :].rpartition(":")
    return [host.strip("[]"), int(port)] if host and port.isdecimal() else None


def to_json(address: Address) -> object:
    """Write an address in the form that :func:`from_json` reads."""
    if isinstance(address, tuple):
        return list(address)
    text = os.fsdecode(address)
    return {"abstract": text[1:]} if text.startswith("\0") else text


def show(address: Address) -> str:
    """An address as people write it."""
    if isinstance(address, tuple):
        return f"{address[0]}:{address[1]}"
    text = os.fsdecode(address)
    return "@" + text[1:] if text.startswith("\0") else text


def read_authkey(config: dict[str, Any]) -> bytes:
    """The authkey of the configuration. It never appears in a message."""
    try:
        authkey = bytes.fromhex(config["authkey"])
    except (KeyError, TypeError, ValueError):
        authkey = b""
    if not authkey:
        raise ChildError("bad-config", "The configuration needs an authkey in hexadecimal digits.")
    return authkey
