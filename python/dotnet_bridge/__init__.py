"""The Python half of Bridge: a genuine manager server and workers for .NET programs, and back.

A worker function gets its rows as :class:`Row` when they have named columns, and a missing column
raises :class:`MissingColumnError`. A Python program that drives .NET uses the other names.
:func:`traceparent` tells a worker function where it is in the trace of the program that drives it.
"""

import sys

__all__ = [
    "BridgeAuthenticationError",
    "BridgeConnectionError",
    "BridgeError",
    "DotNetPool",
    "DotNetProcess",
    "DotNetStartError",
    "MissingColumnError",
    "Row",
    "RowError",
    "RowResult",
    "connect",
    "traceparent",
]
__version__ = "0.1.0"

# Older interpreters get as far as __main__, which tells them what is missing.
if sys.version_info >= (3, 9):  # noqa: UP036 - as the comment says
    from ._row import MissingColumnError, Row
    from ._trace import traceparent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._connect import connect
    from ._outcome import RowResult
    from ._pool import DotNetPool
    from ._problems import (
        BridgeAuthenticationError,
        BridgeConnectionError,
        BridgeError,
        DotNetStartError,
        RowError,
    )
    from ._process import DotNetProcess

# Imported when asked for: a worker that .NET has started needs none of it, and starts faster.
_MODULES = {
    "BridgeAuthenticationError": "_problems",
    "BridgeConnectionError": "_problems",
    "BridgeError": "_problems",
    "DotNetPool": "_pool",
    "DotNetProcess": "_process",
    "DotNetStartError": "_problems",
    "RowError": "_problems",
    "RowResult": "_outcome",
    "connect": "_connect",
}


def __getattr__(name):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - any Python parses it
    if name not in _MODULES:
        raise AttributeError("module 'dotnet_bridge' has no attribute " + repr(name))
    from importlib import import_module

    return getattr(import_module("." + _MODULES[name], __name__), name)


def __dir__():  # type: ignore[no-untyped-def]  # noqa: ANN202 - any Python parses it
    return sorted(set(globals()).union(__all__))
