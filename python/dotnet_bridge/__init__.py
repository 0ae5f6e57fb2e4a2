"""The Python half of Bridge: a genuine manager server and workers for .NET programs.

Users need two names, and only for type hints or ``except``: a worker function gets its rows as
:class:`Row` when they have named columns, and a missing column raises :class:`MissingColumnError`.
:func:`traceparent` tells a worker function where it is in the trace of the program that drives it.
"""

import sys

__all__ = ["MissingColumnError", "Row", "traceparent"]
__version__ = "0.1.0"

# Older interpreters get as far as __main__, which tells them what is missing.
if sys.version_info >= (3, 9):  # noqa: UP036 - as the comment says
    from ._row import MissingColumnError, Row
    from ._trace import traceparent
