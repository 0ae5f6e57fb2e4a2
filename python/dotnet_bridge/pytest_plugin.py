"""The pytest plugin: a genuine manager, .NET programs and .NET workers as fixtures.

Works with pytest 7.0 and newer, which is imported here and nowhere else. What the plugin does is in
``docs/testing.md``; the manager of a fixture is in ``_test_manager``.
"""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from ._dotnet import build, find_dotnet, is_project, split
from ._pool import DotNetPool
from ._problems import DotNetStartError
from ._process import DotNetProcess
from ._test_manager import TestManager, locked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.managers import BaseManager, SyncManager
    from pathlib import Path

_MARKERS = (
    "dotnet: needs the command dotnet; skipped without it, failed if the variable CI is set.",
    "bridge_register(spec, ...): module:function or path/to/file.py:function that registers "
    "typeids on the manager of this test.",
    "bridge_leaks_allowed: what the test leaves on the manager does not fail it.",
)
_failed = pytest.StashKey[bool]()
_untold = pytest.StashKey[bool]()  # of the session: a test may have left something rightly
_last = pytest.StashKey[pytest.Item]()  # of the session: the test that is set up or torn down


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of pyproject.toml and the command line."""
    parser.addini(
        "bridge_register",
        "module:function or path/to/file.py:function, called with the class of each manager to "
        "register typeids.",
        type="linelist",
    )
    parser.addini(
        "bridge_timeout",
        "Seconds that a .NET program and the objects of a test may take to go at its end.",
        default="10",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, so that --strict-markers knows them."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs .NET where there is none."""
    item.session.stash[_last] = item
    if item.get_closest_marker("dotnet") is None:
        return
    try:
        find_dotnet()
    except DotNetStartError as error:
        missing = pytest.fail if _is_ci() else pytest.skip
        missing(str(error))


@pytest.hookimpl(hookwrapper=True)  # wrapper=True is only for pluggy 1.2 and newer
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, None]:
    """Remember a failure: its traceback keeps objects, so what is left then says nothing."""
    report: pytest.TestReport = (yield).get_result()
    allowed = item.get_closest_marker("bridge_leaks_allowed") is not None
    # Of an expected failure as well, which the report does not call one.
    raised = call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception)
    if raised and call.when != "teardown":
        item.stash[_failed] = True
    if report.failed or raised or allowed:
        item.session.stash[_untold] = True


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, None]:
    """Remember Ctrl-C, of which there is no report."""
    outcome = yield
    if outcome.excinfo is not None:
        item.stash[_failed] = True
        item.session.stash[_untold] = True


@pytest.fixture
def _bridge_output() -> Iterator[None]:
    """Let the log of a failed test hold what .NET programs and managers print."""
    logger = logging.getLogger("dotnet_bridge")
    level = logger.level
    logger.setLevel(logging.INFO)
    yield
    logger.setLevel(level)


@pytest.fixture
def bridge_manager(request: pytest.FixtureRequest, _bridge_output: None) -> Iterator[SyncManager]:
    """A genuine manager of its own for this test; what the test leaves on it fails the test."""
    node: pytest.Item = request.node
    specs = [spec for marker in node.iter_markers("bridge_register") for spec in marker.args]
    with _managed(request, specs) as manager:
        yield manager.client
        is_checked = not (
            node.stash.get(_failed, False) or node.get_closest_marker("bridge_leaks_allowed")
        )
        _forget_values(node)
        left = manager.find_left(_timeout(request.config)) if is_checked else []
    _fail_for(left, "the test")


@pytest.fixture(scope="session")
def bridge_session_manager(request: pytest.FixtureRequest) -> Iterator[SyncManager]:
    """A genuine manager for all tests; one for each process of pytest-xdist.

    What is left on it at the end is an error of the last test, unless a test failed or was allowed
    to leave something.
    """
    with _managed(request, []) as manager:
        yield manager.client
        is_checked = not request.session.stash.get(_untold, False)
        _forget_values(request.session.stash[_last])
        left = manager.find_left(_timeout(request.config)) if is_checked else []
    _fail_for(left, "the tests")


@pytest.fixture
def dotnet_process(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    _bridge_output: None,
) -> Callable[..., DotNetProcess]:
    """Start .NET programs: ``dotnet_process("App.dll", ["argument"])`` gives a ``DotNetProcess``.

    The program gets ``bridge_manager``, or the ``manager`` that it is given. At the end of the test
    its standard input closes, and it must end with ``exitcode``, 0 by default; None takes any.
    Other keywords go to :class:`~dotnet_bridge.DotNetProcess`. A project is built once.
    """

    def start(
        program: str | os.PathLike[str],
        args: Iterable[object] = (),
        *,
        manager: BaseManager | None = None,
        exitcode: int | None = 0,
        **options: Any,  # noqa: ANN401
    ) -> DotNetProcess:
        path = os.fspath(program)
        if is_project(os.path.abspath(path)):
            configuration = options.pop("configuration", "Release")
            path = _build_once(_shared_folder(request, tmp_path_factory), path, configuration)
        process = DotNetProcess(path, args, manager=_manager(request, manager, options), **options)
        process.start()
        # Of the test and not of this fixture: the manager must end after it.
        request.node.addfinalizer(lambda: _end(process, exitcode, _timeout(request.config)))
        return process

    return start


@pytest.fixture
def dotnet_pool(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    _bridge_output: None,
) -> Callable[..., DotNetPool]:
    """Start pools: ``dotnet_pool("Worker.dll:Namespace.Type.Method", 2)`` gives a ``DotNetPool``.

    It works through ``bridge_manager``, or the ``manager`` that it is given, and ends with the
    test. Other keywords go to :class:`~dotnet_bridge.DotNetPool`. A project is built once.
    """

    def start(
        worker: str | os.PathLike[str],
        processes: int | None = None,
        *,
        manager: BaseManager | None = None,
        **options: Any,  # noqa: ANN401
    ) -> DotNetPool:
        path, function = split(os.fspath(worker))
        if is_project(os.path.abspath(path)):
            configuration = options.pop("configuration", "Release")
            path = _build_once(_shared_folder(request, tmp_path_factory), path, configuration)
        named = path if function is None else f"{path}:{function}"
        pool = DotNetPool(named, processes, manager=_manager(request, manager, options), **options)
        node: pytest.Item = request.node

        def end() -> None:
            if node.stash.get(_failed, False):
                pool.terminate()
            else:
                pool.close()

        node.addfinalizer(end)
        return pool

    return start


@contextmanager
def _managed(request: pytest.FixtureRequest, specs: list[str]) -> Iterator[TestManager]:
    root = str(request.config.rootpath)
    manager = TestManager([*request.config.getini("bridge_register"), *specs], root)
    try:
        yield manager
    finally:
        manager.end()


def _manager(
    request: pytest.FixtureRequest, given: BaseManager | None, options: dict[str, Any]
) -> BaseManager | None:
    if given is None and "address" not in options:
        manager: BaseManager = request.getfixturevalue("bridge_manager")
        return manager
    return given


def _end(process: DotNetProcess, expected: int | None, timeout: float) -> None:
    """End a program as its parent does, and fail the test unless it does as it should."""
    if os.getpid() != process._owner:
        return  # of a forked process
    child, name = process._child, process.name
    assert child is not None  # it was started
    child.close_input()
    code = child.exitcode if child.wait(timeout) else None
    if code is None:
        child.kill()
        child.wait()
    process.close()
    if code is None:
        pytest.fail(
            f"{name} did not end within {timeout:g} s after its standard input had closed, and was "
            "killed; ParentConnection tells a program about that.",
            pytrace=False,
        )
    if expected is not None and code != expected:
        words = child.last_words.strip()
        pytest.fail(
            f"{name} ended with exit code {code} instead of {expected}"
            + (f":\n{words}" if words else "."),
            pytrace=False,
        )


def _forget_values(item: pytest.Item) -> None:
    """Let go what pytest holds of fixtures that are finished: they depend on the manager."""
    values = getattr(item, "funcargs", None)
    if values:
        values.clear()


def _fail_for(left: list[str], who: str) -> None:
    if left:
        pytest.fail(
            f"Left on the manager by {who}:\n"
            + "\n".join(f"  - {entry}" for entry in left)
            + "\nGive proxies back (del them, dispose them in .NET), or mark the test with "
            "bridge_leaks_allowed.",
            pytrace=False,
        )


def _timeout(config: pytest.Config) -> float:
    text = config.getini("bridge_timeout")
    try:
        return float(text)
    except ValueError:
        raise pytest.UsageError(f"bridge_timeout is a number of seconds, not {text!r}.") from None


def _is_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def _shared_folder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder of this run, the same one in each process of pytest-xdist."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if hasattr(request.config, "workerinput") else base


def _build_once(folder: Path, project: str, configuration: str) -> str:
    """Build a project in one of the processes of this run; the others wait for it."""
    key = f"{os.path.abspath(project)}|{configuration}"
    result = folder / f"bridge-build-{sha256(key.encode()).hexdigest()[:16]}.txt"
    # One for all projects: two of them may have a third in common.
    with locked(folder / "bridge-build.lock"):
        if not result.exists():
            result.write_text(build(os.path.abspath(project), configuration), encoding="utf-8")
        return result.read_text(encoding="utf-8")
