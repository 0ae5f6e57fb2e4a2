"""Starting ``python -m dotnet_bridge`` as the .NET program does, and finding what is left of it."""

from __future__ import annotations

import json
import multiprocessing
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dotnet_bridge

if TYPE_CHECKING:
    from collections.abc import Callable

AUTHKEY = b"the authkey of the tests"
SOURCE = str(Path(dotnet_bridge.__file__).parent.parent)
PATIENCE = 20.0  # seconds; a safety net, nothing here takes long

# A parent that starts a child and then does nothing, so that a test can kill it.
_PARENT = """
import json, subprocess, sys
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(sys.argv[1].encode() + b"\\n")
child.stdin.flush()
print(json.dumps({"child": child.pid}), flush=True)
print(child.stdout.readline().decode(), end="", flush=True)
child.wait()
"""


class Child:
    """A started process whose first lines of output are JSON."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.pid = process.pid
        self._errors: list[bytes] = []
        assert process.stderr is not None
        self._reader = threading.Thread(target=self._errors.extend, args=(process.stderr,))
        self._reader.start()

    def send(self, line: bytes) -> None:
        """Write to standard input, which stays open."""
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        """Read one line of output, which must be JSON."""
        lines: queue.Queue[bytes] = queue.Queue()
        assert self.process.stdout is not None
        threading.Thread(
            target=lambda out: lines.put(out.readline()), args=(self.process.stdout,), daemon=True
        ).start()
        line = lines.get(timeout=PATIENCE)
        assert line.endswith(b"\n"), f"no line, but {line!r}; stderr: {self.errors()}"
        message = json.loads(line)
        assert isinstance(message, dict)
        return message

    def close(self) -> None:
        """Close standard input, as the end of the parent does."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def wait(self) -> int:
        """The exit code."""
        return self.process.wait(PATIENCE)

    def errors(self) -> str:
        """All that the process wrote to standard error, after it has ended."""
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return b"".join(self._errors).decode()

    def rest(self) -> bytes:
        """What came after the lines that were read."""
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def dispose(self) -> None:
        """End the process if it still runs."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()


class Children:
    """Starts processes in a folder that is theirs alone."""

    def __init__(self, python: str, folder: Path) -> None:
        self.python = python
        self.folder = folder
        # Not below pytest's folder, whose name is long: the path of a socket has 107 bytes at most.
        self.temp = Path(tempfile.mkdtemp(prefix="bridge-"))
        self._started: list[Child] = []

    def start(
        self, *arguments: str, python: str | None = None, stdin: int = subprocess.PIPE
    ) -> Child:
        """Start ``python -m dotnet_bridge``."""
        command = [python or self.python, "-m", "dotnet_bridge", *arguments]
        return self.run(command, stdin=stdin)

    def configured(self, command: str, config: object) -> Child:
        """Start a command and send its configuration."""
        child = self.start(command)
        child.send(json.dumps(config).encode() + b"\n")
        return child

    def under_a_parent(self, command: str, config: object) -> tuple[Child, int]:
        """Start a command under a process of its own; gives that parent and the child's pid."""
        command_line = [self.python, "-m", "dotnet_bridge", command]
        parent = self.run([sys.executable, "-c", _PARENT, json.dumps(config), *command_line])
        return parent, int(parent.read()["child"])

    def serve(self, **config: object) -> tuple[Child, dict[str, Any]]:
        """Start a server and read its ready line."""
        child = self.configured("serve", {"address": None, "authkey": AUTHKEY.hex(), **config})
        return child, child.read()

    def run(self, command: list[str], *, stdin: int = subprocess.PIPE) -> Child:
        """Start any program in the folder."""
        environment = {**os.environ, "PYTHONPATH": SOURCE, "TMPDIR": str(self.temp)}
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        if command[0] != sys.executable:
            environment.pop("PYTHONHOME", None)
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command, stdin=stdin, stdout=pipe, stderr=pipe, cwd=self.folder, env=environment
        )
        child = Child(process)
        self._started.append(child)
        return child

    def end(self) -> list[str]:
        """End what a failed test left running; name what a test should have ended itself."""
        for child in self._started:
            if child.process.stdin is not None and not child.process.stdin.closed:
                child.close()
        left = []
        try:
            until("the processes have ended", lambda: not processes_in(self.folder))
        except AssertionError:
            left = [f"process {pid}" for pid in processes_in(self.folder)]
        for child in self._started:
            child.dispose()
        for pid in processes_in(self.folder):
            os.kill(pid, signal.SIGKILL)
        left += [f"file {path}" for path in self.temp.iterdir()]
        shutil.rmtree(self.temp)
        return left


def connect(address: Any) -> SyncManager:  # noqa: ANN401 - any form of address
    """A plain manager client, with the key for nested proxies."""
    multiprocessing.current_process().authkey = AUTHKEY
    manager = SyncManager(
        address=tuple(address) if isinstance(address, list) else address, authkey=AUTHKEY
    )
    manager.connect()
    return manager


def until(what: str, holds: Callable[[], bool]) -> None:
    """Wait for something that happens soon."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"still not: {what}"
        time.sleep(0.01)


def runs(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def processes_in(folder: Path) -> list[int]:
    """The processes whose current folder this is: all that a test has started, whoever owns it."""
    found = []
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        try:
            if entry.name.isdigit() and Path(os.readlink(entry / "cwd")) == folder:
                found.append(int(entry.name))
        except OSError:
            continue  # ended, or another user's
    return [pid for pid in found if runs(pid)]
