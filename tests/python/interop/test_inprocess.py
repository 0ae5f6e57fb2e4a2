"""C# functions inside of this process. One .NET runtime serves all tests that need no process."""

from __future__ import annotations

import faulthandler
import gc
import importlib.util
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from children import SOURCE, until
from drive import built

from dotnet_bridge import DotNetPool, DotNetStartError, RowError
from dotnet_bridge.inprocess import Function, _wait, load, rest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SAMPLE = Path(__file__).parents[3] / "samples" / "in-process"

has_pythonnet = pytest.mark.skipif(
    importlib.util.find_spec("pythonnet") is None,
    reason="pythonnet is not installed here (pip install pythonnet; CPython 3.10 to 3.14)",
)


@pytest.fixture(scope="module")
def workers() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOTNET_BRIDGE_WORKER_HOST", built("Bridge.WorkerHost"))
        yield f"{built('Bridge.TestWorkers')}:Bridge.TestWorkers."


def outcome(call: Callable[[], Any]) -> Any:  # noqa: ANN401
    """The result, or all that an error tells."""
    try:
        return call()
    except RowError as error:
        return str(error), error.type, error.message, error.arguments, error.stack_trace


@has_pythonnet
class TestLikeAPool:
    """The same results, errors and conversions."""

    @pytest.mark.parametrize(
        ("name", "rows"),
        [
            ("Rows.Double", [4, 2**40, "x", None, 1.5, object]),
            ("Rows.BreaksHalfWay", [1]),
            ("Rows.Letters", ["abc"]),
            ("Rows.Unpicklable", [0, 1]),
            ("InPython.Throw", [1]),
            ("InPython.Same", [{"a": (1, {2}, b"3", Decimal("4.50"))}, 7**99, "\udc80", lambda: 0]),
        ],
    )
    def test_each_row_gives_what_a_pool_gives(
        self, workers: str, name: str, rows: list[Any]
    ) -> None:
        function = load(workers + name)
        with DotNetPool(workers + name, 1) as pool:
            for row in rows:
                expected = outcome(lambda row=row: pool.map([row])[0])  # type: ignore[misc]
                assert outcome(lambda row=row: function(row)) == expected  # type: ignore[misc]
                assert outcome(lambda row=row: function.map([row])[0]) == expected  # type: ignore[misc]

    def test_what_is_returned_is_awaited_and_listed(self, workers: str) -> None:
        for name, row, value in [
            ("Rows.Countdown", 3, [3, 2, 1]),
            ("Rows.Countdown", 0, []),
            ("Rows.Awaited", 1, 2),
            ("Rows.Quickly", 1, 3),
            ("Rows.AsList", 1, [1, 1]),
            ("Rows.Nothing", 1, None),
        ]:
            function = load(workers + name)
            assert function(row) == value
            assert function.map([row] * 3) == [value] * 3

    def test_rows_of_text_become_a_record(self, workers: str) -> None:
        function = load(f"{workers}Rows.PriceRecord", columns=True)
        rows = [{"item": "a", "net": "2"}, {"item": "b"}, {"item": "c", "net": "two"}]
        with DotNetPool(f"{workers}Rows.PriceRecord", 1, columns=True) as pool:
            expected = [outcome(lambda row=row: pool.map([row])[0]) for row in rows]  # type: ignore[misc]
        assert [outcome(lambda row=row: function(row)) for row in rows] == expected  # type: ignore[misc]
        assert expected[0] == {"item": "a", "gross": Decimal("2.38")}

    def test_the_same_sentences_say_what_is_wrong_with_a_name(
        self, workers: str, tmp_path: Path
    ) -> None:
        no_assembly = tmp_path / "text.dll"
        no_assembly.write_text("no assembly")
        names = [
            f"{workers}Rows.Doubel",
            f"{workers}Broken.Same",
            f"{no_assembly}:Rows.Double",
            f"{tmp_path}/none.dll:Rows.Double",
        ]
        for name in names:
            with pytest.raises(DotNetStartError) as here:
                load(name)
            with pytest.raises(DotNetStartError) as there:
                DotNetPool(name, 1)
            assert str(here.value) == str(there.value)
        with pytest.raises(DotNetStartError, match="names no method; write path/to/Worker"):
            load(f"{no_assembly}")


@has_pythonnet
class TestFunction:
    def test_statics_and_the_instance_belong_to_all_functions_of_a_dll(self, workers: str) -> None:
        first, second = load(f"{workers}Counter.Count"), load(f"{workers}Counter.Count")
        assert [first(1), second(2), first(3)] == ["set up 1: 1", "set up 2: 2", "set up 3: 3"]

    def test_a_map_tells_the_row_of_an_error(self, workers: str) -> None:
        function = load(f"{workers}Rows.Fail")
        with pytest.raises(RowError) as caught:
            function.map(iter(range(20, 40)), chunksize=2)
        assert (caught.value.index, caught.value.row) == (3, 23)
        assert "Rows.Fail" in caught.value.stack_trace
        assert caught.value.stack_trace.strip() in str(caught.value.__cause__)
        assert function.map([]) == []
        with pytest.raises(ValueError, match="chunksize"):
            function.map([1], chunksize=0)

    def test_errors_of_csharp_may_be_those_that_callers_catch(self, workers: str) -> None:
        function = load(
            f"{workers}Rows.Fail", errors={"System.ArgumentOutOfRangeException": IndexError}
        )
        with pytest.raises(IndexError, match="no threes") as caught:
            function(3)
        assert isinstance(caught.value.__cause__, RowError)

    def test_large_values_pass(self, workers: str) -> None:
        reversed_, same = load(f"{workers}InPython.Reversed"), load(f"{workers}InPython.Same")
        for size in (65_000, 65_536, 1 << 20, 20 << 20):
            value = os.urandom(16) * (size // 16)
            assert reversed_(value) == value[::-1]
        rows = [{"number": number} for number in range(50_000)]
        assert same(rows) == rows

    def test_functions_of_a_dll_take_turns_unless_they_are_concurrent(self, workers: str) -> None:
        overlap, meet = (
            load(f"{workers}InPython.Overlap"),
            load(f"{workers}InPython.Meet", concurrent=True),
        )
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(overlap, [2] * 20)) == [1] * 20
            assert list(threads.map(meet, [1, 2])) == [True, True]

    def test_many_threads_call_one_function(self, workers: str) -> None:
        functions = [load(f"{workers}Rows.Double", concurrent=n % 2 == 1) for n in range(8)]
        with ThreadPoolExecutor(8) as threads:
            parts = threads.map(lambda double: [double(n) for n in range(500)], functions)
            assert all(part == [2 * n for n in range(500)] for part in parts)

    @pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to itself")
    def test_ctrl_c_cancels_while_other_threads_run(self, workers: str) -> None:
        function = load(f"{workers}Rows.Forever", concurrent=True)
        thread = threading.Thread(target=interrupt_a_wait, args=(threading.get_ident(),))
        ignored = signal.signal(signal.SIGINT, signal.default_int_handler)  # by pytest-xdist
        try:
            thread.start()
            with pytest.raises(KeyboardInterrupt):
                function(1)
            thread.join()
        finally:
            signal.signal(signal.SIGINT, ignored)
        assert function.map([]) == []

    def test_a_null_reference_is_an_error_and_no_crash(self, workers: str) -> None:
        assert faulthandler.is_enabled()
        with pytest.raises(RowError) as caught:
            load(f"{workers}InPython.Length")(None)
        assert caught.value.type == "System.NullReferenceException"

    def test_it_is_pickled_by_its_name(self, workers: str) -> None:
        function = load(f"{workers}Rows.Double")
        again = pickle.loads(pickle.dumps(function))
        assert isinstance(again, Function)
        assert again(4) == 8
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.map(function, [1, 2]) == [2, 4]
        assert (function.__name__, repr(function)) == (
            "Double",
            "<C# function Bridge.TestWorkers.Rows.Double>",
        )


def interrupt_a_wait(waiter: int) -> None:
    """Ctrl-C, once a thread waits for C#."""
    until("the call waits", lambda: sys._current_frames()[waiter].f_code.co_name == _wait.__name__)
    os.kill(os.getpid(), signal.SIGINT)


@has_pythonnet
class TestSharedObjects:
    @pytest.fixture
    def manager(self) -> Iterator[Any]:
        with multiprocessing.get_context("spawn").Manager() as manager:
            yield manager

    def test_a_proxy_arrives_as_one_and_comes_back_as_one(
        self,
        workers: str,
        manager: Any,  # noqa: ANN401
    ) -> None:
        numbers = manager.list([1, 2])
        before = manager._number_of_objects()
        append, wrap = load(f"{workers}InPython.Append"), load(f"{workers}InPython.Wrap")
        total, collect = load(f"{workers}InPython.Sum"), load(f"{workers}InPython.Collect")

        assert append(numbers) == 3
        wrapped = wrap(numbers)
        assert type(wrapped["list"]) is type(numbers)
        wrapped["list"].append(90)
        assert list(numbers) == [1, 2, 7, 90]
        assert total(wrapped) == 100

        ident = numbers._token.id
        assert refcounts(manager, collect)[ident] == 2
        del wrapped
        gc.collect()
        assert refcounts(manager, collect)[ident] == 1
        assert manager._number_of_objects() == before

    def test_proxies_of_managers_with_other_keys_meet(self, workers: str, manager: Any) -> None:  # noqa: ANN401
        from multiprocessing.managers import SyncManager

        other = SyncManager(
            ("127.0.0.1", 0), authkey=b"another", ctx=multiprocessing.get_context("spawn")
        )
        other.start()
        try:
            lists = {"one": manager.list([1]), "other": other.list([20])}
            assert load(f"{workers}InPython.Sum")(lists) == 21
            back = load(f"{workers}InPython.Wrap")(lists["other"])
            back["list"].append(300)
            assert list(lists["other"]) == [20, 300]
        finally:
            other.shutdown()

    def test_a_manager_that_is_gone_is_an_error(self, workers: str) -> None:
        with multiprocessing.get_context("spawn").Manager() as manager:
            numbers = manager.list()
        with pytest.raises(RowError) as caught:
            load(f"{workers}InPython.Append")(numbers)
        assert caught.value.type == "Bridge.BridgeConnectionException"


def refcounts(manager: Any, collect: Function) -> dict[str, int]:  # noqa: ANN401
    """How many references the server counts for each object, once .NET has given back its own."""
    counts: dict[str, int] = {}

    def settled() -> bool:
        collect(0)
        info = manager._debug_info()
        seen = {
            line.split(":")[0].strip(): int(line.split("refcount=")[1].split()[0])
            for line in info.splitlines()
            if "refcount=" in line
        }
        same = seen == counts
        counts.clear()
        counts.update(seen)
        return same

    until("the counts stay as they are", settled)
    return counts


PROGRAM = """
import multiprocessing, os, signal, sys, threading, time
from dotnet_bridge.inprocess import load
workers = sys.argv[1]
double = load(workers + "Rows.Double")
assert double(1) == 2
"""

ENDS = {
    "it exits": ("print(double(4)); sys.exit(7)", 7, "8"),
    "an exception": ("print(double(4), flush=True); raise SystemExit('no')", 1, "8"),
    "calls run on daemon threads": (
        "threads = [threading.Thread(target=load(workers + name, concurrent=True), args=(1,), "
        "daemon=True) for name in ('Rows.Forever', 'InPython.Overlap', 'Rows.Slow')]\n"
        "[thread.start() for thread in threads]\n"
        "print(double(4)); sys.exit(7)",
        7,
        "8",
    ),
    "SIGTERM": (
        "print(double(4), flush=True); os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)",
        -15,
        "8",
    ),
    "a proxy is held": (
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Manager() as manager:\n"
        "        print(load(workers + 'InPython.Wrap')(manager.list([8]))['list'][0])",
        0,
        "8",
    ),
    "pythonnet has the same runtime": (
        "import clr, System\nprint(System.Environment.Version.Major >= 10, double(4))",
        0,
        "True 8",
    ),
    "a forked process": (
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    try: double(1)\n"
        "    except RuntimeError as error: print('get_context' in str(error), flush=True)\n"
        "    sys.exit(7)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) + double(1))",
        9,
        "True",
    ),
    "a forked process is terminated": (
        "child = multiprocessing.get_context('fork').Process(target=time.sleep, args=(60,))\n"
        "child.start(); child.terminate(); child.join(); print(child.exitcode, double(4))",
        0,
        "-15 8",
    ),
}


@has_pythonnet
@pytest.mark.skipif(sys.platform == "win32", reason="these are about POSIX systems")
class TestPrograms:
    @pytest.mark.parametrize("end", list(ENDS))
    def test_a_program_ends_as_python_does(self, workers: str, end: str, tmp_path: Path) -> None:
        body, code, output = ENDS[end]
        script = tmp_path / "program.py"
        script.write_text(PROGRAM + body)
        done = run([str(script), workers])
        assert (done.returncode, done.stdout.strip()) == (code, output), done.stderr
        assert "Fatal" not in done.stderr

    def test_the_sample_changes_one_import(self, workers: str) -> None:
        program = SAMPLE / "bills.py"
        before = program.read_text().replace("from prices_net import", "from prices import")
        assert before != program.read_text()
        old = run(["-c", before], cwd=SAMPLE)
        new = run([str(program)])
        assert new.stdout == old.stdout, new.stderr
        assert len(new.stdout.splitlines()) == 3

    def test_a_hundred_thousand_rows_are_equal(
        self,
        workers: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.syspath_prepend(str(SAMPLE))
        monkeypatch.setenv("DOTNET_BRIDGE_WORKER_HOST", built("Bridge.WorkerHost"))
        compare = importlib.import_module("compare")
        rows = compare.orders(100_000, 6)
        expected = [compare.prices.price(row) for row in rows]
        assert [compare.prices_net.price(row) for row in rows] == expected
        assert compare.prices_net.price.map(rows) == expected


def run(
    arguments: list[str], cwd: Path | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, [SOURCE, os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        env={**os.environ, "PYTHONPATH": path, **(environment or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class TestWhatIsMissing:
    """Needs no pythonnet."""

    LOAD = "import sys; from dotnet_bridge.inprocess import load; load(sys.argv[1])"

    def sentence(self, code: str, function: str, **environment: str) -> str:
        done = run(["-c", code, function], environment=environment)
        kind, _, text = done.stderr.splitlines()[-1].partition(": ")
        assert kind == "dotnet_bridge.DotNetStartError", done.stderr
        return text

    def test_pythonnet(self, workers: str) -> None:
        code = f"import sys; sys.modules['pythonnet'] = None; {self.LOAD}"
        text = self.sentence(code, f"{workers}Rows.Double")
        assert "pip install pythonnet'" in text or "for CPython" in text
        code = f"import sys; sys.version_info = (3, 99); {code}"
        text = self.sentence(code, f"{workers}Rows.Double")
        assert text.startswith("There is no pythonnet for CPython 3.99")

    @has_pythonnet
    def test_dotnet(self, workers: str, tmp_path: Path) -> None:
        nowhere = {"PATH": "", "HOME": str(tmp_path), "DOTNET_ROOT": "", "DOTNET_HOST_PATH": ""}
        text = self.sentence(self.LOAD, f"{workers}Rows.Double", **nowhere)
        assert text.startswith("No dotnet was found; install .NET 10")

        empty = tmp_path / "dotnet"
        empty.write_text("#!/bin/sh\n")
        empty.chmod(0o755)
        text = self.sentence(self.LOAD, f"{workers}Rows.Double", DOTNET_ROOT=str(tmp_path))
        assert f"The .NET in {tmp_path} cannot be started" in text
        assert "install the runtime of .NET 10" in text


def test_the_rest_of_a_module_comes_from_python() -> None:
    find = rest_of("decimal")
    assert find("Decimal") is Decimal
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        find("nothing")
    with pytest.raises(AttributeError):
        find("__path__")
