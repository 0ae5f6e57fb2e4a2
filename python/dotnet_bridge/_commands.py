"""Which command of ``python -m dotnet_bridge`` runs what."""

from __future__ import annotations

import os
import signal
import sys


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code of the process."""
    if arguments == ["--version"]:
        from . import __version__

        print("dotnet_bridge", __version__)
        return 0
    if arguments not in (["serve"], ["worker"]):
        given = f"unknown command {' '.join(arguments)!r}" if arguments else "no command"
        print(f"dotnet_bridge: {given}; use serve, worker or --version.", file=sys.stderr)
        return 2

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the parent
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _forget_current_directory()

    from ._parent import run

    if arguments == ["serve"]:
        from ._serve import serve

        return run(serve)

    from ._worker import work

    return run(work)


def _forget_current_directory() -> None:
    """Undo what ``-m`` did: a ``queue.py`` in the user's folder must not replace the real one.

    What the user's code may import is added back when its function is loaded.
    """
    if not getattr(sys.flags, "safe_path", False) and sys.path[:1] in ([""], [os.getcwd()]):
        del sys.path[0]
