"""DotNetProcess: the manners of multiprocessing.Process, and C# that ends with its parent."""

from __future__ import annotations

import json
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import subprocess
import sys
import threading
import warnings
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

import pytest
from children import AUTHKEY, PATIENCE, SOURCE, runs, until
from drive import built, children_of_this_process

from dotnet_bridge import DotNetProcess, DotNetStartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from children import Children

    Make = Callable[..., DotNetProcess]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes a process of a shell script; it and its files are gone at the end."""
    resource_tracker.ensure_running()  # the one that multiprocessing keeps
    before = children_of_this_process()
    descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    made: list[DotNetProcess] = []

    def make(script: str, *args: object, **options: Any) -> DotNetProcess:  # noqa: ANN401
        program = tmp_path / f"program{len(made)}"
        program.write_text(f"#!/bin/sh\nread config\n{script}\n")
        program.chmod(0o755)
        options = {"address": "/tmp/manager", "authkey": AUTHKEY, **options}
        made.append(DotNetProcess(program, args, **options))
        return made[-1]

    yield make
    for process in made:
        process.__exit__()
    until("the processes have ended", lambda: children_of_this_process() <= before)
    if descriptors:
        until("the files are closed", lambda: len(os.listdir("/proc/self/fd")) <= descriptors)


def test_it_lives_as_a_process_of_multiprocessing_does(make: Make) -> None:
    process = make("read line\nexit 3")
    assert (process.pid, process.exitcode, process.is_alive()) == (None, None, False)
    with pytest.raises(ValueError, match="has not been started"):
        process.join()

    process.start()
    pid = process.pid
    assert pid is not None
    assert runs(pid)
    assert process.ident == pid
    assert process.is_alive()
    assert multiprocessing.connection.wait([process.sentinel], 0) == []
    process.join(0.01)
    assert process.is_alive()
    with pytest.raises(RuntimeError, match="only once"):
        process.start()
    with pytest.raises(ValueError, match="while it runs"):
        process.close()

    process._child.close_input()  # type: ignore[union-attr]
    assert multiprocessing.connection.wait([process.sentinel], PATIENCE) == [process.sentinel]
    process.join(PATIENCE)
    assert (process.is_alive(), process.exitcode) == (False, 3)
    process.close()
    process.close()
    with pytest.raises(ValueError, match="closed"):
        process.is_alive()


def test_two_threads_start_it_only_once(make: Make, tmp_path: Path) -> None:
    process = make("echo once >> started", cwd=tmp_path)
    errors: list[RuntimeError] = []
    together = threading.Barrier(4)

    def start() -> None:
        together.wait(PATIENCE)
        try:
            process.start()
        except RuntimeError as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.join(PATIENCE)
    assert len(errors) == 3
    assert (tmp_path / "started").read_text() == "once\n"


@pytest.mark.parametrize(
    ("how", "code"), [("terminate", -signal.SIGTERM), ("kill", -signal.SIGKILL)]
)
def test_a_signal_is_a_negative_exit_code(make: Make, how: str, code: int) -> None:
    process = make("exec sleep 60")
    process.start()
    getattr(process, how)()
    process.join(PATIENCE)
    assert process.exitcode == code


def test_exit_code_143_is_sigterm_only_when_it_was_asked_for(make: Make) -> None:
    process = make("exit 143")
    process.start()
    process.join(PATIENCE)
    process.terminate()
    assert process.exitcode == 143

    # As the .NET runtime ends: by itself, with that code.
    process = make("trap 'exit 143' TERM\necho ready\nwhile :; do read line || sleep 0.01; done")
    process.start()
    until("it was told", lambda: process.terminate() or not process.is_alive())  # type: ignore[func-returns-value]
    assert process.exitcode == -signal.SIGTERM


def test_the_manager_is_handed_over_by_standard_input_alone(make: Make, tmp_path: Path) -> None:
    process = make(
        'printf %s "$config" > config; printf "%s\\n" "$*" > args; env > env',
        "one",
        2,
        cwd=tmp_path,
        address=("host", 5000),
    )
    process.start()
    process.join(PATIENCE)

    config = json.loads((tmp_path / "config").read_text())
    assert config == {"address": ["host", 5000], "authkey": AUTHKEY.hex()}
    assert (tmp_path / "args").read_text() == "one 2\n"
    environment = (tmp_path / "env").read_text()
    assert "DOTNET_BRIDGE_PARENT=stdin\n" in environment
    assert AUTHKEY.hex() not in environment


def test_output_goes_to_logging_line_by_line(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    process = make("echo one; printf 'two\\r\\n'; echo no >&2; printf '\\377end'", name="shop")
    with caplog.at_level(logging.INFO, logger="dotnet_bridge.shop"):
        process.start()
        process.join(PATIENCE)

    of = {
        level: [r.getMessage() for r in caplog.records if r.levelno == level] for level in (20, 30)
    }
    assert of == {20: ["one", "two", "\N{REPLACEMENT CHARACTER}end"], 30: ["no"]}
    assert {record.name for record in caplog.records} == {"dotnet_bridge.shop"}


def test_leaving_the_block_ends_it_and_gently_first(make: Make, tmp_path: Path) -> None:
    with make("read line; echo ended > ended", cwd=tmp_path) as process:
        assert process.is_alive()
    assert (tmp_path / "ended").read_text() == "ended\n"
    assert "closed" in repr(process)
    with make("exit 0") as process:
        process.join(PATIENCE)
        assert process.exitcode == 0
        assert "stopped exitcode=0" in repr(process)


def test_a_forked_process_that_leaves_the_block_ends_nothing(make: Make) -> None:
    with make("read line\nexit 3") as process:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a fork beside threads
            child = os.fork()
        if child == 0:
            try:
                process.__exit__()
                process._child.end(0)  # type: ignore[union-attr]
                process._child.terminate()  # type: ignore[union-attr]
            finally:
                os._exit(7)
        until("the fork has ended", lambda: os.waitpid(child, os.WNOHANG)[0] == child)
        assert process.is_alive()
        process._child.close_input()  # type: ignore[union-attr]
        process.join(PATIENCE)
        assert process.exitcode == 3


def test_the_manager_may_be_an_object(make: Make) -> None:
    with multiprocessing.get_context("spawn").Manager() as manager:
        process = make("exit 0", manager=manager, address=None, authkey=None)
        assert process._address == manager.address
        assert process._authkey == bytes(multiprocessing.current_process().authkey)
    with pytest.raises(ValueError, match="does not run; start it or connect it first"):
        make("exit 0", manager=manager, address=None)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"address": None}, "Give a manager, or the address and the authkey of one"),
        ({"address": "nowhere"}, "'nowhere' is no address"),
        ({"authkey": ""}, "An authkey is bytes or text, and not empty"),
        ({"manager": multiprocessing.managers.SyncManager()}, "Give a manager or an address"),
        (
            {"manager": multiprocessing.managers.SyncManager(), "address": None, "authkey": None},
            "The manager has no address yet; start it or connect it first",
        ),
    ],
)
def test_a_manager_that_is_none_is_refused(make: Make, options: Any, text: str) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match=text):
        make("exit 0", **options)


def test_other_mistakes_are_told_in_a_sentence(make: Make, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="str is no manager; give what multiprocessing"):
        make("exit 0", manager="/tmp/manager", address=None)
    with pytest.raises(TypeError, match="args is a list of arguments, not '--fast'"):
        DotNetProcess("app.dll", "--fast", address="/tmp/x", authkey="k")
    process = DotNetProcess(tmp_path / "app.dll", address="/tmp/x", authkey="k")
    with pytest.raises(DotNetStartError, match=r"There is no .*app\.dll; check the path"):
        process.start()
    with pytest.raises(DotNetStartError, match=r"cannot be run in /no/such: No such file"):
        make("exit 0", cwd="/no/such").start()


SCRIPT = """
import os, sys, time
sys.path.insert(0, {source!r})
from dotnet_bridge import DotNetProcess
process = DotNetProcess({program!r}, address="/tmp/x", authkey="k", daemon={daemon})
process.start()
print(process.pid, flush=True)
"""


@pytest.mark.parametrize(("daemon", "code"), [(True, "read line; exit 0"), (False, "sleep 0.3")])
def test_a_daemon_ends_with_the_interpreter_and_others_are_waited_for(
    tmp_path: Path, daemon: bool, code: str
) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nread config\n{code}\necho done > {tmp_path}/done\n")
    program.chmod(0o755)
    script = SCRIPT.format(source=SOURCE, program=str(program), daemon=daemon)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not runs(int(done.stdout))
    assert (tmp_path / "done").exists() is not daemon


class TestDotNet:
    """A C# program, which reads what is handed over by ParentConnection."""

    def test_it_works_on_the_managers_objects(self, caplog: pytest.LogCaptureFixture) -> None:
        peer = built("Bridge.TestPeer")
        with multiprocessing.get_context("spawn").Manager() as manager:
            process = DotNetProcess(peer, ["parent"], manager=manager, name="peer")
            with caplog.at_level(logging.INFO, logger="dotnet_bridge.peer"), process:
                until("it has said so", lambda: "connected" in caplog.text)
                process.terminate()
                process.join(PATIENCE)
                assert process.exitcode == -signal.SIGTERM

    def test_it_ends_when_this_program_is_killed(self, children: Children) -> None:
        peer = built("Bridge.TestPeer")
        _, ready = children.serve()
        script = (
            f"import logging, sys; sys.path.insert(0, {SOURCE!r})\n"
            "logging.basicConfig(level=20, stream=sys.stdout, format='%(message)s')\n"
            "from dotnet_bridge import DotNetProcess\n"
            f"p = DotNetProcess({peer!r}, ['parent'], address={ready['address']!r}, "
            f"authkey={AUTHKEY!r})\n"
            "p.start(); print(p.pid, flush=True); p.join()"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=children.folder
        )
        with parent:
            assert parent.stdout is not None
            pid = int(parent.stdout.readline())
            assert parent.stdout.readline() == "connected\n"
            parent.kill()
        until("it has ended", lambda: not runs(pid))
