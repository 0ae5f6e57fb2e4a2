"""A worker, driven by a plain SyncManager client."""

from __future__ import annotations

import json
import os
import pickle
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from children import AUTHKEY, PATIENCE, connect, runs, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from children import Child, Children

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are about POSIX systems")

DOUBLE = "def f(row): return row * 2\n"
# The worker writes this file when it is inside the regular expression, which takes years.
STUCK = """
import re
def f(row):
    open("stuck", "w").close()
    re.match(r"(a+)+$", "a" * 40 + "b")
"""


def entries(blob: bytes, plain: bool) -> list[Any]:
    """What an answer says, as if it were not plain."""
    answer: list[Any] = pickle.loads(blob)
    return [(0, value) for value in answer] if plain else answer


class Job:
    """Two queues in a manager, and the configuration of a worker that uses them."""

    def __init__(self, children: Children, address: Any = None) -> None:  # noqa: ANN401
        self.children = children
        self.server, ready = children.serve(address=address)
        self.address = ready["address"]
        manager = connect(self.address)
        self.manager = manager
        self.tasks: Any = manager.Queue()
        self.results: Any = manager.Queue()

    def config(self, function: str = "jobs.py:f", **more: object) -> dict[str, object]:
        return {
            "address": self.address,
            "authkey": AUTHKEY.hex(),
            "function": function,
            "tasks": self._queue(self.tasks),
            "results": self._queue(self.results),
            "worker": 7,
            "columns": False,
            **more,
        }

    def start(self, function: str = "jobs.py:f", **more: object) -> Child:
        return self.children.configured("worker", self.config(function, **more))

    def put(self, batch: int, *rows: object) -> None:
        self.put_all((batch, *rows))

    def put_all(self, *batches: tuple[Any, ...]) -> None:
        """Put one task of several batches, each its number and its rows."""
        self.tasks.put(
            [(batch, len(rows), pickle.dumps(list(rows), 4)) for batch, *rows in batches]
        )

    def take(self) -> tuple[int, int, list[Any]]:
        """The result of a task of one batch."""
        worker, ((batch, entries),), _ = self.take_all()
        return worker, batch, entries

    def take_all(self) -> tuple[int, list[tuple[int, list[Any]]], float]:
        worker, done, seconds = self.results.get(True, PATIENCE)
        return worker, [(batch, entries(*answer)) for batch, *answer in done], seconds

    def error(self, function: str = "jobs.py:f", **more: object) -> dict[str, Any]:
        child = self.start(function, **more)
        error: dict[str, Any] = child.read()["error"]
        assert child.wait() == 3
        assert error["message"].endswith(".")
        assert "\n" not in error["message"]
        return error

    @staticmethod
    def _queue(proxy: Any) -> dict[str, object]:  # noqa: ANN401
        return {
            "typeid": "Queue",
            "ident": proxy._token.id,
            "exposed": list(proxy._exposed_),
        }


@pytest.fixture
def job(children: Children) -> Iterator[Job]:
    job = Job(children)
    yield job
    del job.tasks, job.results


def test_batches_go_through_in_order_and_none_ends_the_worker(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)
    worker = job.start()
    ready = worker.read()
    assert set(ready) == {"ready", "pid", "python"}
    assert runs(ready["pid"])

    for batch in range(50):
        job.put(batch, batch, "a", [batch])
    job.tasks.put(None)

    for batch in range(50):
        assert job.take() == (7, batch, [(0, batch * 2), (0, "aa"), (0, [batch, batch])])
    assert worker.wait() == 0
    assert worker.rest() == b""
    assert worker.errors() == ""


def test_batches_of_one_task_have_one_result(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)
    job.start().read()

    job.put_all((1, 4, 5), (2, "a"), (3,))

    worker, done, seconds = job.take_all()
    assert (worker, done) == (7, [(1, [(0, 8), (0, 10)]), (2, [(0, "aa")]), (3, [])])
    assert 0 < seconds < PATIENCE


def test_batches_behind_a_slow_one_are_given_back(job: Job, module: Path) -> None:
    module.write_text("import time\ndef f(row): time.sleep(row); return row\n")
    job.start().read()

    job.put_all((1, 0.0), (2, 0.2), (3, 0.0))
    job.put(4, 0.0)

    _, done, seconds = job.take_all()
    assert done == [(1, [(0, 0.0)]), (2, [(0, 0.2)])]
    assert seconds >= 0.2
    assert job.take() == (7, 4, [(0, 0.0)])


def test_batches_behind_a_large_answer_are_given_back(job: Job, module: Path) -> None:
    module.write_text("def f(row): return b'x' * row\n")
    job.start().read()

    job.put_all((1, 2_000_000), (2, 1))

    _, done, _ = job.take_all()
    assert [batch for batch, _ in done] == [1]


def test_tcp_works_as_well(children: Children, module: Path) -> None:
    module.write_text(DOUBLE)
    job = Job(children, ["127.0.0.1", 0])
    job.start().read()

    job.put(1, 4)

    assert job.take() == (7, 1, [(0, 8)])


def test_prints_and_reads_of_the_module_disturb_nothing(job: Job, module: Path) -> None:
    module.write_text(
        "import os, subprocess, sys\n"
        "print('import')\n"
        "print('é\\udc80')\n"
        "os.write(1, b'raw\\n')\n"
        "subprocess.run([sys.executable, '-c', 'print(1)'])\n"
        "assert sys.stdin.read() == ''\n"
        "def setup(): print('setup')\n"
        "def f(row):\n"
        "    print('row', end='')\n"
        "    return row\n"
    )
    worker = job.start()

    assert worker.read()["ready"] is True
    job.put(1, 4)
    job.tasks.put(None)
    assert job.take() == (7, 1, [(0, 4)])
    assert worker.wait() == 0
    assert worker.rest() == b""
    assert worker.process.stderr is not None


def test_a_worker_imports_no_more_than_it_needs(job: Job, module: Path) -> None:
    module.write_text(
        "import sys\ndef f(row): return [name for name in row if name in sys.modules]\n"
    )
    job.start().read()

    job.put(1, ["multiprocessing.connection", "multiprocessing.managers", "asyncio"])

    assert job.take()[2] == [(0, ["multiprocessing.connection"])]


def test_the_module_is_set_up_once(job: Job, module: Path) -> None:
    module.write_text("calls = []\ndef setup(): calls.append(1)\ndef f(row): return len(calls)\n")
    job.start().read()

    job.put(1, 0, 0)
    job.put(2, 0)

    assert job.take()[2] == [(0, 1), (0, 1)]
    assert job.take()[2] == [(0, 1)]


def test_errors_and_generators_come_back_as_such(job: Job, module: Path) -> None:
    module.write_text("def f(row): return (1 // x for x in row)\n")
    job.start().read()

    job.put(1, [1, 1], [1, 0])

    first, (kind, name, *_) = job.take()[2]
    assert first == (1, [1, 1])
    assert (kind, name) == (2, "builtins.ZeroDivisionError")


def test_columns_make_a_missing_one_tell(job: Job, module: Path) -> None:
    module.write_text("def f(row): return row['b']\n")
    job.start(columns=True).read()

    job.put(1, {"a": "1"})

    ((kind, name, _, _, arguments),) = job.take()[2]
    assert (kind, name, arguments) == (2, "dotnet_bridge.MissingColumnError", ("b", ["a"]))


def test_a_proxy_among_the_rows_can_be_used(job: Job, module: Path) -> None:
    module.write_text("def f(row): row.append(2); return list(row)\n")
    job.start().read()
    shared = job.manager.list([1])

    job.put(1, shared)

    assert job.take()[2] == [(0, [1, 2])]


def test_more_folders_can_be_imported_from(job: Job, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "helpers.py").write_text(DOUBLE)
    job.start("helpers:f", path=[str(tmp_path / "lib")]).read()

    job.put(1, 1)

    assert job.take()[2] == [(0, 2)]


def test_a_worker_takes_no_references(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)
    before = job.manager._debug_info()  # type: ignore[attr-defined]

    worker = job.start()
    worker.read()
    assert job.manager._debug_info() == before  # type: ignore[attr-defined]
    worker.process.kill()

    assert "refcount=1" in before
    assert job.manager._debug_info() == before  # type: ignore[attr-defined]


def test_multiprocessing_works_in_the_function(job: Job, module: Path) -> None:
    module.write_text(
        "import multiprocessing\n"
        "def double(x): return x * 2\n"
        "def f(row):\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        return pool.map(double, row)\n"
    )
    job.start().read()

    job.put(1, [1, 2])

    assert job.take()[2] == [(0, [2, 4])]


@pytest.mark.parametrize(
    ("source", "function", "kind", "message"),
    [
        (DOUBLE, "jobs.py", "bad-config", "'jobs.py' names no function; write "),
        (DOUBLE, "jobs.py:g", "function-not-found", "jobs.py has no function 'g'; it has: f."),
        (DOUBLE, "nowhere.py:f", "module-not-found", "There is no file "),
        (DOUBLE, "nowhere:f", "module-not-found", "No module 'nowhere' in "),
        ("1/0", "jobs.py:f", "import-failed", "jobs.py raised ZeroDivisionError on import: "),
        ("def setup(): 1/0\n" + DOUBLE, "jobs.py:f", "setup-failed", "setup() beside jobs.py:f "),
        ("f = 3", "jobs.py:f", "not-callable", "'f' in jobs.py is of type int; "),
    ],
)
def test_a_function_that_cannot_be_had_is_an_error_line(
    job: Job, module: Path, source: str, function: str, kind: str, message: str
) -> None:
    module.write_text(source)

    error = job.error(function)

    assert error["kind"] == kind
    assert error["message"].startswith(message)
    assert (error["traceback"] is None) == (kind not in ("import-failed", "setup-failed"))


@pytest.mark.parametrize("key", ["function", "tasks", "results", "worker", "address", "authkey"])
def test_an_incomplete_configuration_is_an_error_line(job: Job, module: Path, key: str) -> None:
    module.write_text(DOUBLE)
    changed: dict[str, Any] = {key: None}

    assert job.error(**changed)["kind"] == "bad-config"


def test_another_authkey_is_an_error_line(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)

    error = job.error(authkey="00")

    assert error["kind"] == "wrong-authkey"
    assert "give the one it was started with" in error["message"]


@pytest.mark.parametrize("address", ["/no/such/socket", ["127.0.0.1", 1]])
def test_a_manager_that_is_not_there_is_an_error_line(
    job: Job, module: Path, address: object
) -> None:
    module.write_text(DOUBLE)

    error = job.error(address=address)

    assert error["kind"] == "cannot-connect"
    assert error["message"].startswith("No manager answers at ")


@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\4what"])
def test_what_is_no_manager_is_an_error_line(job: Job, module: Path, greeting: bytes) -> None:
    module.write_text(DOUBLE)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            with listener.accept()[0] as connection:
                connection.sendall(greeting)

        thread = threading.Thread(target=greet)
        thread.start()
        error = job.error(address=list(listener.getsockname()))
        thread.join()

    assert error["kind"] == "cannot-connect"
    assert error["message"].startswith("What listens at 127.0.0.1:")


def test_a_manager_that_ends_ends_the_worker_without_a_word(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)
    worker = job.start()
    worker.read()

    job.server.process.kill()
    job.server.wait()

    assert worker.wait() == 4
    assert worker.errors() == ""
    (job.children.folder / job.address).unlink()
    (job.children.folder / job.address).parent.rmdir()


def test_a_queue_that_is_gone_ends_the_worker(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)

    worker = job.start(tasks={"ident": "7f0000000000"})

    assert worker.read()["ready"] is True
    assert worker.wait() == 4
    assert "KeyError: '7f0000000000'" in worker.errors()


def test_an_interrupt_is_ignored(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)
    worker = job.start()
    worker.read()

    os.kill(worker.pid, signal.SIGINT)
    job.put(1, 1)

    assert job.take()[2] == [(0, 2)]


def test_a_termination_ends_the_worker(job: Job, module: Path) -> None:
    module.write_text(DOUBLE)
    worker = job.start()
    worker.read()

    worker.process.terminate()

    assert worker.wait() == -signal.SIGTERM


def test_a_function_that_kills_the_process_gives_no_result(job: Job, module: Path) -> None:
    module.write_text("import os\ndef f(row): os._exit(9)\n")
    worker = job.start()
    worker.read()

    job.put(1, 1)

    assert worker.wait() == 9
    assert job.results.qsize() == 0


@pytest.mark.parametrize("where", ["waiting", "importing", "stuck"])
def test_the_worker_ends_when_its_parent_is_killed(job: Job, module: Path, where: str) -> None:
    module.write_text(STUCK + ("f(0)\n" if where == "importing" else ""))
    parent, pid = job.children.under_a_parent("worker", job.config())
    if where != "importing":
        assert parent.read()["pid"] == pid
    if where == "stuck":
        job.put(1, 0)
    if where != "waiting":
        until("the function is stuck", (module.parent / "stuck").exists)

    parent.process.kill()

    until("the worker has ended", lambda: not runs(pid))


def test_the_worker_ends_when_its_input_ends(job: Job, module: Path) -> None:
    module.write_text("import time\ndef f(row): time.sleep(1000)\n")
    worker = job.start()
    worker.read()
    job.put(1, 0)
    until("the batch is at work", lambda: job.tasks.qsize() == 0)

    worker.close()

    assert worker.wait() != 0


def test_the_worker_ends_when_its_input_is_a_socket(job: Job, module: Path) -> None:
    module.write_text(STUCK)
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            worker = job.children.start("worker", stdin=theirs.fileno())
        ours.sendall(json.dumps(job.config()).encode() + b"\n")
        assert worker.read()["ready"] is True
        job.put(1, 0)
        until("the function is stuck", (module.parent / "stuck").exists)

    assert worker.wait() == -signal.SIGIO


def test_nothing_but_the_end_of_the_parent_ends_the_worker(job: Job, module: Path) -> None:
    module.write_text(
        "import os, signal, subprocess, sys\n"
        "def f(row):\n"
        "    subprocess.run([sys.executable, '-c', 'import sys; sys.stdin.read()'], check=True)\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        os._exit(0)\n"
        "    os.waitpid(child, 0)\n"
        "    print('x' * 100_000)\n"
        "    return input() if row else row\n"
    )
    worker = job.start()
    worker.read()

    for batch in range(5):
        job.put(batch, 0, 1)

    for _ in range(5):
        first, second = job.take()[2]
        assert first == (0, 0)
        assert second[:2] == (2, "builtins.EOFError")
    assert runs(worker.pid)
