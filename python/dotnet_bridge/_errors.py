"""The one exception of the child processes, and the sentences for what goes wrong.

Exception
└── ChildError      reported to the parent as the error line; the process exits with code 3
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal[
        "address-in-use",
        "bad-config",
        "cannot-connect",
        "function-not-found",
        "import-failed",
        "module-not-found",
        "not-callable",
        "register-failed",
        "setup-failed",
        "wrong-authkey",
    ]


class ChildError(Exception):
    """The child cannot start.

    :param kind:
        What went wrong, for programs.
    :param message:
        What went wrong and what to do about it, for people: one sentence, never with the authkey.
    :param traceback:
        Python's own account, when code of the user raised.
    """

    def __init__(self, kind: Kind, message: str, *, traceback: str | None = None) -> None:
        super().__init__(kind, message)
        self.kind = kind
        self.message = message
        self.traceback = traceback


def one_line(error: BaseException) -> str:
    """The text of an exception on one line, without a full stop at its end."""
    try:
        text = str(error)
    except Exception:
        text = ""
    return " ".join(text.split()).rstrip(".")


def reason(error: OSError) -> str:
    """Why the system refused, without the error number."""
    return (error.strerror or one_line(error) or type(error).__name__).rstrip(".")
