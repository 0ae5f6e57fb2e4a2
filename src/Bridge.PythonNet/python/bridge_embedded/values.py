"""Values on their way from .NET and to it: one pickle each way, in memory."""

from __future__ import annotations

import ctypes
import io
import pickle
from multiprocessing.managers import BaseProxy
from typing import Any

from bridge_embedded.proxies import key_of, rebuild_proxy

PROTOCOL = 5

PLAIN = frozenset({type(None), bool, int, float, str, bytes})


class NotPicklable(Exception):
    """What a call returned cannot go to .NET."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name == "RebuildProxy" and module == "multiprocessing.managers":
            return rebuild_proxy
        return super().find_class(module, name)


def loads(address: int, length: int) -> Any:
    """Un-pickles what lies in .NET's memory."""
    data = ctypes.string_at(address, length)
    return _Unpickler(io.BytesIO(data)).load() if b"RebuildProxy" in data else pickle.loads(data)


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, PROTOCOL)
        self.managers: dict[tuple[Any, bytes], None] = {}

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, BaseProxy):
            self.managers[key_of(value)] = None
        return NotImplemented


Packed = bytes | tuple[bytes, Any, list[tuple[Any, bytes]]]
"""A pickle; with proxies in the value (pickle, value, (address, authkey) of each manager).

The value is to be kept until the pickle was read: it holds the references of its proxies.
"""


def dumps(value: Any) -> Packed:
    """The value, packed."""
    if type(value) in PLAIN:
        return pickle.dumps(value, PROTOCOL)
    file = io.BytesIO()
    pickler = _Pickler(file)
    pickler.dump(value)
    return (file.getvalue(), value, list(pickler.managers)) if pickler.managers else file.getvalue()


def to_bytes(address: int, length: int) -> bytes:
    """Copies .NET's memory."""
    return ctypes.string_at(address, length)


def pack_value(value: Any) -> Packed:
    """A value, for .NET."""
    try:
        return dumps(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        raise NotPicklable(
            f"a {type(value).__name__} cannot be pickled ({error}); keep it by a PythonReference."
        ) from error


def pack(result: Any, target: Any) -> Packed:
    """The result of a call, for .NET."""
    try:
        return dumps(result)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        name = getattr(target, "__qualname__", None) or repr(target)
        raise NotPicklable(
            f"{name} returned a {type(result).__name__}, which cannot be pickled ({error}); "
            f"return plain data, or ask for a PythonReference to it."
        ) from error
