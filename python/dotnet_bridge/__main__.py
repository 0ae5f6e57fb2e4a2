"""``python -m dotnet_bridge``: refuses an old Python in one sentence, else runs the command.

This file and ``__init__`` must parse on any Python, or nobody would read that sentence.
"""

import sys

if sys.version_info < (3, 9):  # noqa: UP036 - the reason why this file exists
    sys.stderr.write(
        "dotnet_bridge needs Python 3.9 or later; this is %s at %s\n"  # noqa: UP031 - as above
        % (".".join(map(str, sys.version_info[:3])), sys.executable)
    )
    sys.exit(3)

if __name__ == "__main__":  # children of multiprocessing import this module under another name
    from ._commands import main

    sys.exit(main(sys.argv[1:]))
