"""The Python half of Bridge.PythonNet: set up once in the embedded interpreter."""

from bridge_embedded.calls import call
from bridge_embedded.coroutines import when_done
from bridge_embedded.errors import CallCanceled, describe, explain
from bridge_embedded.output import capture
from bridge_embedded.process import finish, set_up
from bridge_embedded.proxies import attach, detach
from bridge_embedded.values import loads, pack_value, to_bytes

__all__ = [
    "CallCanceled",
    "attach",
    "call",
    "capture",
    "describe",
    "detach",
    "explain",
    "finish",
    "loads",
    "pack_value",
    "set_up",
    "to_bytes",
    "when_done",
]
