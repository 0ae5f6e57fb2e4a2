"""Pickling proxies with the keys of their managers, for .NET in the same process."""

from __future__ import annotations

import io
import pickle
from multiprocessing.managers import (  # type: ignore[attr-defined]  # typeshed lacks RebuildProxy
    BaseProxy,
    RebuildProxy,
)
from typing import Any


def dumps(value: object, protocol: int) -> bytes:
    """Pickle a value; what comes of it must not leave the process."""
    blob = io.BytesIO()
    _KeyPickler(blob, protocol).dump(value)
    return blob.getvalue()


class _KeyPickler(pickle.Pickler):
    """Puts ``authkey`` among the keywords of a proxy, as multiprocessing does for a new process."""

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401 - as declared there
        if isinstance(value, BaseProxy):
            reduced: tuple[Any, ...] = value.__reduce__()
            rebuild, arguments, *rest = reduced
            if rebuild is RebuildProxy:
                kind, token, serializer, keywords = arguments
                key = bytes(value._authkey)  # type: ignore[attr-defined]
                return (rebuild, (kind, token, serializer, {**keywords, "authkey": key}), *rest)
        return NotImplemented
