"""``dotnet bridge top`` on a terminal: drawing, resizing, a manager that dies, Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from typing import TYPE_CHECKING, Any

import pytest
from children import AUTHKEY, PATIENCE, Children, connect, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TOOL = os.environ.get("BRIDGE_TOOL", "")

pytestmark = [
    pytest.mark.dotnet,
    pytest.mark.skipif(not TOOL, reason="BRIDGE_TOOL names no built tool"),
]

# What a shell does: a job has the terminal until it stops, and again after "fg".
SHELL = """
import os, signal, subprocess, sys

def begin():
    os.setpgrp()
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)

signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = subprocess.Popen(sys.argv[1:], preexec_fn=begin)
while os.WIFSTOPPED(status := os.waitpid(job.pid, os.WUNTRACED)[1]):
    os.tcsetpgrp(0, os.getpid())
    print("[suspended]", flush=True)
    assert sys.stdin.readline() == "fg\\n"
    os.tcsetpgrp(0, job.pid)
    os.killpg(job.pid, signal.SIGCONT)
sys.exit(os.waitstatus_to_exitcode(status))
"""

ENTER = "\x1b[?1049h\x1b[?25l"
LEAVE = "\x1b[?25h\x1b[?1049l"


class Top:
    """The tool on a terminal of its own."""

    def __init__(
        self, folder: Path, address: str, *options: str, by: Sequence[str] = (TOOL,)
    ) -> None:
        key = folder / "key"
        key.write_bytes(AUTHKEY)
        self._master, self._slave = pty.openpty()
        self.resize(100, 30)
        self.modes = termios.tcgetattr(self._slave)
        command = ["top", address, "--authkey-file", str(key), "--interval", "0.2", *options]
        path = os.pathsep.join([os.path.dirname(TOOL), os.environ["PATH"]])
        self.process = subprocess.Popen(
            [*by, *command],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            cwd=folder,
            env={**os.environ, "TERM": "xterm-256color", "PATH": path},
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        self._output = bytearray()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def resize(self, columns: int, rows: int) -> None:
        """What a terminal's window does when its size changes."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    @property
    def modes_now(self) -> list[Any]:
        return termios.tcgetattr(self._slave)

    @property
    def output(self) -> str:
        return self._output.decode(errors="replace")

    @property
    def screen(self) -> list[str]:
        """The lines that were drawn last, without colors."""
        frame = self.output.rpartition("\x1b[J")[0].rpartition("\x1b[H")[2]
        lines = frame.replace("\r", "").split("\n")  # a terminal adds a return to each new line
        return [re.sub(r"\x1b\[[0-9;]*[mK]", "", line) for line in lines]

    def until_shown(self, text: str) -> None:
        until(f"{text!r} is shown", lambda: any(text in line for line in self.screen))

    def wait(self) -> int:
        """The exit code; the terminal is as it was before."""
        code = self.process.wait(PATIENCE)
        assert termios.tcgetattr(self._slave) == self.modes
        return code

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self._slave)
        self._reader.join(PATIENCE)
        os.close(self._master)

    def _read(self) -> None:
        while True:
            try:
                self._output += os.read(self._master, 65536)
            except OSError:  # nobody has the terminal any more
                return


def _take_terminal() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def python() -> str:
    return sys.executable


@pytest.fixture
def tops() -> Iterator[list[Top]]:
    started: list[Top] = []
    yield started
    for top in started:
        top.close()


def test_top_draws_follows_the_window_and_leaves_the_terminal_as_it_was(
    children: Children, tops: list[Top], tmp_path: Path
) -> None:
    server, ready = children.serve(address=str(tmp_path / "socket"))
    manager = connect(ready["address"])
    jobs = manager.Queue(7)
    jobs.put(1)
    lists = [manager.list() for _ in range(40)]
    top = Top(tmp_path, str(tmp_path / "socket"))
    tops.append(top)

    top.until_shown("objects 41")
    queue_line = next(line for line in top.screen if line.startswith("Queue"))
    assert queue_line.split()[2:5] == ["1", "1", "7"]  # references, length, limit
    jobs.put(2)
    until(
        "the new length is shown",
        lambda: any(re.search(r"Queue.* 2 +7 ", line) for line in top.screen),
    )

    for columns, rows in ((60, 12), (20, 3), (1, 1), (140, 45)):
        top.resize(columns, rows)
        until(
            f"the screen is {columns} by {rows}",
            lambda c=columns, r=rows: len(top.screen) <= r and max(map(len, top.screen)) <= c,  # type: ignore[misc]
        )
    top.resize(0, 0)  # a terminal whose size nobody has set
    until("the screen is the usual one", lambda: len(top.screen) == 24)
    top.resize(140, 45)
    top.until_shown("(1-")
    top.resize(100, 20)
    top.until_shown("of 41)")
    top.press("\x1b[B")
    top.until_shown("(2-")
    top.press("\x03")

    assert top.wait() == 130
    before, _, after = top.output.rpartition(LEAVE)
    assert before.count(ENTER) == 1
    assert after.strip() == "bridge: interrupted; the processes of this command have ended."
    del jobs, lists
    server.close()
    server.wait()


@pytest.mark.parametrize("command", [[TOOL], ["dotnet", "bridge"]], ids=["alone", "by dotnet"])
def test_top_gives_the_terminal_back_while_it_is_suspended(
    children: Children, tops: list[Top], tmp_path: Path, command: list[str]
) -> None:
    server, _ = children.serve(address=str(tmp_path / "socket"))
    top = Top(tmp_path, str(tmp_path / "socket"), by=[sys.executable, "-c", SHELL, *command])
    tops.append(top)
    top.until_shown("objects 0")

    top.press("\x1a")
    until("it is suspended", lambda: "[suspended]" in top.output)
    assert top.output.count(ENTER) == 1
    assert LEAVE in top.output.partition("[suspended]")[0]
    assert top.modes_now == top.modes
    top.press("fg\n")
    until("it is back", lambda: top.output.count(ENTER) >= 2)
    until("it draws again", lambda: "\x1b[J" in top.output.rpartition(ENTER)[2])
    top.until_shown("objects 0")
    top.press("q")

    assert top.wait() == 0
    after = top.output.rpartition(LEAVE)[2]
    assert after in ("", "\x1b[?1h\x1b=")  # the second is from the command line of the SDK itself
    server.close()
    server.wait()


def test_top_goes_on_where_no_shell_could_resume_it(
    children: Children, tops: list[Top], tmp_path: Path
) -> None:
    server, _ = children.serve(address=str(tmp_path / "socket"))
    top = Top(tmp_path, str(tmp_path / "socket"))
    tops.append(top)
    top.until_shown("objects 0")

    top.press("\x1a")
    until("it draws again", lambda: "\x1b[J" in top.output.rpartition(LEAVE)[2])
    top.press("q")

    assert top.wait() == 0
    server.close()
    server.wait()


def test_top_says_that_the_manager_died_and_sees_the_next_one(
    children: Children, tops: list[Top], tmp_path: Path
) -> None:
    server, _ = children.serve(address=str(tmp_path / "socket"))
    top = Top(tmp_path, str(tmp_path / "socket"))
    tops.append(top)
    top.until_shown("objects 0")

    os.kill(server.pid, signal.SIGKILL)
    top.until_shown("the manager is gone since")
    (tmp_path / "socket").unlink()
    following, _ = children.serve(address=str(tmp_path / "socket"))
    top.until_shown("another manager process answers since")
    top.press("q")

    assert top.wait() == 0
    assert top.output.endswith(LEAVE)
    following.close()
    following.wait()


def test_top_without_a_terminal_says_what_to_do(children: Children, tmp_path: Path) -> None:
    server, _ = children.serve(address=str(tmp_path / "socket"))
    (tmp_path / "key").write_bytes(AUTHKEY)
    command = [TOOL, "top", str(tmp_path / "socket"), "--authkey-file", "key"]
    run = subprocess.run(
        command,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        "bridge: top draws on a terminal, and standard output is none that can be redrawn;"
        " take one sample with --json.\n"
    )
    server.close()
    server.wait()
