"""The exceptions of programs that drive .NET.

Exception
└── BridgeError                     all of them
    ├── BridgeConnectionError       no manager there, or it is gone; a ConnectionError as well
    ├── BridgeAuthenticationError   another authkey; a multiprocessing.AuthenticationError as well
    ├── DotNetStartError            a program, a worker or its build did not work
    └── RowError                    a row has no result
"""

from __future__ import annotations

from multiprocessing import AuthenticationError
from typing import Any


class BridgeError(Exception):
    """What goes wrong between this program and .NET. Its text is one sentence."""


class BridgeConnectionError(BridgeError, ConnectionError):
    """No manager answers, or it is gone."""


class BridgeAuthenticationError(BridgeError, AuthenticationError):
    """The manager has another authkey."""


class DotNetStartError(BridgeError):
    """A .NET program did not build, start, or get ready.

    :ivar output:
        What the build or the program printed, or the trace of its own exception; may be empty.
    """

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.output)


class RowError(BridgeError):
    """A row has no result: the function raised, or its workers died.

    :ivar index: The number of the row in the input, from 0.
    :ivar row: The row itself.
    :ivar type: The exception that was raised, such as ``"System.FormatException"``; for a row whose
        workers died it is :attr:`WORKER_DIED`.
    :ivar message: Its text.
    :ivar stack_trace: .NET's own account of it; the last output of the worker when that died.
    :ivar arguments: Its arguments, as far as they are plain values.
    """

    WORKER_DIED = "dotnet_bridge.WorkerDied"

    def __init__(
        self,
        index: int,
        row: Any,  # noqa: ANN401 - whatever the caller has
        type: str,
        message: str,
        stack_trace: str = "",
        arguments: tuple[Any, ...] = (),
    ) -> None:
        super().__init__(index, row, type, message, stack_trace, arguments)
        self.index = index
        self.row = row
        self.type = type
        self.message = message
        self.stack_trace = stack_trace
        self.arguments = arguments
        if stack_trace:
            self.__cause__ = _RemoteTrace(stack_trace)

    def __str__(self) -> str:
        return f"row {self.index}: {self.type}: {self.message}"


class _RemoteTrace(Exception):
    """Shows where it happened above the traceback of this program, as multiprocessing.Pool does."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0].rstrip()}\n"""'


# In tracebacks they carry their public name.
for _kind in (
    BridgeError,
    BridgeConnectionError,
    BridgeAuthenticationError,
    DotNetStartError,
    RowError,
):
    _kind.__module__ = "dotnet_bridge"
