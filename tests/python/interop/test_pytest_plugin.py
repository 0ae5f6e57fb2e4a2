"""The pytest plugin, in a pytest of its own: what its users see."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., pytest.RunResult]

ROOT = Path(__file__).resolve().parents[3]
PEER = os.environ.get("BRIDGE_TEST_PEER", "")

needs_peer = pytest.mark.skipif(
    not PEER or shutil.which("dotnet") is None, reason="needs the built Bridge.TestPeer and dotnet"
)


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a test file with the plugin, and nothing of this repository's configuration."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "python"))
    monkeypatch.delenv("CI", raising=False)
    pytester.makeini("[pytest]\nbridge_timeout = 1\n")

    def start(code: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(code)
        plugin = ("-p", "dotnet_bridge.pytest_plugin", "--strict-markers")
        return pytester.runpytest_subprocess(*plugin, *arguments, timeout=60)

    return start


def test_a_test_gets_a_genuine_manager_with_its_own_typeids(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        shop="""
        class Counter:
            n = 0
            def add(self, by):
                self.n += by
                return self.n

        def register(manager):
            manager.register("Counter", Counter)

        def more(manager):
            manager.register("Total", Counter)
        """
    )
    pytester.makeini("[pytest]\nbridge_register = shop.py:register\n")
    result = run(
        """
        import os
        import pytest

        @pytest.mark.bridge_register("shop:more")
        def test_typeids(bridge_manager):
            assert bridge_manager.Counter().add(2) == 2
            assert bridge_manager.Total().add(3) == 3

        def test_nested_proxies_and_another_process(bridge_manager, bridge_session_manager):
            box = bridge_manager.list([bridge_manager.dict(a=1)])
            assert box[0]["a"] == 1
            assert not hasattr(bridge_manager, "Total")
            assert bridge_session_manager.Counter().add(1) == 1
            assert bridge_session_manager.address != bridge_manager.address
        """
    )
    result.assert_outcomes(passed=2)


def test_what_is_left_on_the_manager_fails_the_test_that_left_it(run: Run) -> None:
    result = run(
        """
        import pytest
        kept = []

        def test_keeps(bridge_manager):
            kept.append(bridge_manager.list([1, 2, 3]))

        @pytest.mark.bridge_leaks_allowed
        def test_may_keep(bridge_manager):
            kept.append(bridge_manager.list([4]))

        def test_fails_first(bridge_manager):
            mine = bridge_manager.list([5])
            assert mine == "something else"
        """
    )
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "Left on the manager by the test:",
            "  - [[]1, 2, 3[]] (id *) with 1 reference",
            "Give proxies back*",
        ]
    )
    result.stdout.no_fnmatch_line("*[[]5[]] (id*")


def test_a_proxy_that_a_fixture_gave_is_not_left(run: Run) -> None:
    result = run(
        """
        import pytest

        @pytest.fixture
        def stock(bridge_manager):
            return bridge_manager.dict(a=1)

        @pytest.fixture(scope="module")
        def shared(bridge_session_manager):
            return bridge_session_manager.dict(b=2)

        def test_both(stock, shared):
            assert (stock["a"], shared["b"]) == (1, 2)
        """
    )
    result.assert_outcomes(passed=1)


def test_an_expected_failure_and_ctrl_c_are_not_checked(run: Run) -> None:
    result = run(
        """
        import pytest

        @pytest.mark.xfail
        def test_expected(bridge_manager):
            mine = bridge_manager.list([1])
            assert mine == "something else"

        def test_interrupted(bridge_manager, bridge_session_manager):
            mine = bridge_manager.list([2]), bridge_session_manager.list([3])
            raise KeyboardInterrupt
        """,
    )
    result.assert_outcomes(xfailed=1)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.no_fnmatch_line("*Left on the manager*")
    result.stderr.no_fnmatch_line("*Traceback*")


def test_what_the_manager_prints_is_in_the_report_of_a_failure(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        noisy="""
        import sys

        class Noisy:
            def speak(self):
                print("said by the manager", file=sys.stderr, flush=True)

        def register(manager):
            manager.register("Noisy", Noisy)
        """
    )
    result = run(
        """
        import pytest

        @pytest.mark.bridge_register("noisy.py:register")
        def test_it(bridge_manager):
            bridge_manager.Noisy().speak()
            assert False
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*dotnet_bridge.manager*said by the manager"])


def test_each_process_of_xdist_has_managers_of_its_own(run: Run) -> None:
    pytest.importorskip("xdist")
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("n", range(6))
        def test_own(bridge_manager, bridge_session_manager, n):
            assert bridge_manager.list([n])[0] == n
            shared = bridge_session_manager.dict(n=n)
            assert shared["n"] == n
        """,
        "-n",
        "2",
    )
    result.assert_outcomes(passed=6)


def test_a_pool_works_through_the_manager_and_ends(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(jobs="def square(n):\n    return n * n\n")
    result = run(
        """
        import os
        from pathlib import Path
        pids = []

        def test_rows(bridge_manager, dotnet_pool):
            pool = dotnet_pool(f"{Path('jobs.py').resolve()}:square", 2)
            assert pool.map(range(50)) == [n * n for n in range(50)]
            pids.extend(pool.pids)
            assert len(pids) == 2

        def test_ended():
            for pid in pids:
                try:
                    os.kill(pid, 0)
                except ProcessLookupError:
                    continue
                raise AssertionError(f"{pid} runs")
        """
    )
    result.assert_outcomes(passed=2)


def test_without_dotnet_a_test_is_skipped_or_fails_in_ci(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
        import pytest

        @pytest.mark.dotnet
        def test_it():
            pass
    """
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable))
    monkeypatch.delenv("DOTNET_ROOT", raising=False)
    monkeypatch.delenv("DOTNET_HOST_PATH", raising=False)
    run(code, "-rs").assert_outcomes(skipped=1)
    monkeypatch.setenv("CI", "true")
    result = run(code)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*dotnet*"])


@needs_peer
def test_a_program_uses_the_manager_and_must_end_as_expected(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        shop="""
        from multiprocessing.managers import DictProxy

        shared = {}

        def register(manager):
            manager.register("get_shared", lambda: shared, DictProxy)
        """
    )
    result = run(
        f"""
        import pytest
        PEER = {PEER!r}
        pytestmark = pytest.mark.bridge_register("shop.py:register")

        def test_ends_well(bridge_manager, dotnet_process):
            dotnet_process(PEER, ["handed", "get_shared", "0"]).join(30)
            assert bridge_manager.get_shared().get("from") == ".NET"

        def test_ends_badly(dotnet_process):
            dotnet_process(PEER, ["handed", "get_shared", "3"]).join(30)

        def test_may_end_badly(dotnet_process):
            dotnet_process(PEER, ["handed", "get_shared", "3"], exitcode=None).join(30)
        """
    )
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*ended with exit code 3 instead of 0:", "said by .NET"])
