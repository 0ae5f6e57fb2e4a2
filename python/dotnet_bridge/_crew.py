"""The worker processes of a pool: started, watched, replaced and ended here."""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from . import _address
from ._child import Child
from ._problems import DotNetStartError
from ._pump import lost_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.managers import SyncManager

    from ._address import Address
    from ._board import Batch

_MAX_START_ATTEMPTS = 5
_PATIENCE = 2.0  # seconds for workers to end by themselves

LOST_MANAGER = 4  # how a worker exits when it lost the manager; see _worker


class DiedAtStartError(DotNetStartError):
    """It ended without a word of why."""


def start_child(
    what: str,
    command: list[str],
    config: dict[str, object],
    timeout: float,
    log: Callable[[int, str], None],
    *,
    started: Callable[[Child], None] | None = None,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
) -> tuple[Child, dict[str, Any]]:
    """Start a child that reports itself in one line of its output; give it and its report.

    A program may print before it; that goes to ``log``.

    :raises DotNetStartError:
        It did not start, or reported why it cannot do its work.
    """
    reports: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def take(line: str | None) -> bool:
        report = None if line is None else _parse_report(line)
        if report is not None or line is None:
            reports.put(report)
        return report is not None

    child = Child(command, json.dumps(config), log, report=take, cwd=cwd, env=env, own_group=True)
    try:
        if started is not None:
            started(child)
        try:
            report = reports.get(timeout=timeout)
        except queue.Empty:
            raise DotNetStartError(
                f"{what} was not ready within {timeout:g} s{_last(child)}; raise start_timeout if "
                "its start takes that long.",
                child.last_words,
            ) from None
        if report is None:
            raise _died(what, child)
        if report.get("ready") is not True:
            error = report["error"]
            trace = error.get("traceback") or child.last_words
            raise DotNetStartError(str(error.get("message")), str(trace))
        return child, report
    except BaseException:
        child.end(0.1)
        child.release()
        raise


def describe_exit(code: int) -> str:
    """An exit code in words."""
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def _parse_report(line: str) -> dict[str, Any] | None:
    try:
        report = json.loads(line)
    except ValueError:
        return None
    if not isinstance(report, dict):
        return None
    return report if report.get("ready") is True or isinstance(report.get("error"), dict) else None


def _died(what: str, child: Child) -> DiedAtStartError:
    child.wait(_PATIENCE)
    code = child.exitcode
    how = "closed its output" if code is None else describe_exit(code)
    return DiedAtStartError(
        f"{what} ended before it was ready ({how}){_last(child)}; look at what it does at its "
        "start: a program that works for a pool must call BridgeWorker.RunAsync.",
        child.last_words,
    )


def _last(child: Child) -> str:
    lines = child.last_words.strip().splitlines()
    return f": {lines[-1].strip()}" if lines else ""


class Worker:
    """One process and the queue it takes its batches from; see docs/decisions/0001."""

    def __init__(self, number: int, tasks: Any, child: Child) -> None:  # noqa: ANN401
        self.number = number
        self.child = child
        self.pid = child.pid
        self._tasks = tasks

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.child.exitcode is not None

    def send(self, task: list[Batch]) -> None:
        """Hand it a task."""
        self._tasks.put([(batch.number, len(batch.rows), batch.pickle) for batch in task])

    def send_stop(self) -> None:
        """Let it end when it has done what it has; lets a server's thread go that waits for it."""
        with suppress(Exception):  # the manager is gone, and the queue with it
            self._tasks.put(None)

    def end(self, patience: float = 0.1) -> None:
        """End the process and give its queue back."""
        self.child.end(patience)
        self.child.release()
        self.send_stop()
        self._tasks = None


class Crew:
    """Keeps as many workers as a pool has. Thread-safe.

    :param command:
        What starts one.
    :param function:
        What it runs; None if the program itself knows.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        function: str | None,
        count: int,
        manager: SyncManager,
        authkey: bytes,
        results: Any,  # noqa: ANN401 - a proxy of a queue
        *,
        columns: bool,
        timeout: float,
        cwd: str | None,
        env: Mapping[str, str] | None,
    ) -> None:
        self.logger = logging.getLogger(f"dotnet_bridge.{name}")
        self._command = command
        self._count = count
        self._manager = manager
        self._timeout = timeout
        self._cwd = cwd
        self._env = env
        address: Address = manager.address  # type: ignore[assignment]  # it is connected
        self._where = _address.show(address)
        self._config: dict[str, object] = {
            "address": _address.to_json(address),
            "authkey": authkey.hex(),
            "function": function,
            "results": _describe(results),
            "columns": columns,
        }
        self._gate = threading.Lock()
        self._workers: list[Worker] = []
        self._starting: set[Child] = set()
        self._background: set[threading.Thread] = set()
        self._listener: Callable[[Worker, int], None] | None = None
        self._told: set[int] = set()
        self._last_number = 0
        self._restarts = 0
        self.closed = False

    @property
    def restarts(self) -> int:
        """How many were started in the place of one that ended."""
        return self._restarts

    def present(self) -> list[Worker]:
        """Those that are ready, at this moment."""
        with self._gate:
            return list(self._workers)

    def fill(self) -> None:
        """Start as many as are missing. Not during a map.

        :raises DotNetStartError:
            One could not start.
        """
        for thread in self._busy_threads():
            thread.join()
        dead = [worker for worker in self.present() if worker.has_ended]
        for worker in dead:
            self.dismiss(worker)
        missing = self._count - len(self.present())
        errors: list[BaseException] = []

        def start(again: bool) -> None:
            try:
                self._start_again() if again else self._start()
            except BaseException as error:
                errors.append(error)
                self._kill_starting()  # one fault is enough, the others need not wait

        self._restarts += len(dead)
        threads = [
            threading.Thread(target=start, args=(number < len(dead),), daemon=True)
            for number in range(missing)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            # A worker that was killed for the fault of another has nothing to tell.
            silent = [isinstance(error, DiedAtStartError) for error in errors]
            raise errors[silent.index(False) if False in silent else 0]

    def watch(self, listener: Callable[[Worker, int], None] | None) -> None:
        """Tell when a worker ends, once for each, until another listener comes."""
        with self._gate:
            self._listener = listener
            workers = list(self._workers) if listener is not None else []
        for worker in workers:
            if worker.has_ended:
                self._exited(worker)

    def replace(self, dead: Worker, ready: Callable[[BaseException | None], None]) -> None:
        """Start one in the place of one that ended; ``ready`` is told, or why there is none."""
        self.dismiss(dead)
        self._restarts += 1

        def start() -> None:
            try:
                self._start_again()
            except BaseException as error:
                ready(error)
            else:
                ready(None)

        self._in_background(start)

    def dismiss(self, worker: Worker, *, kill: bool = False) -> None:
        """Take a worker out of service; its process is ended in the background."""
        with self._gate:
            if worker in self._workers:
                self._workers.remove(worker)
            self._told.add(worker.number)
        if kill:
            worker.child.kill()
        self._in_background(worker.end)

    def close(self, *, patience: float = _PATIENCE) -> None:
        """End all: idle ones by themselves, others are killed after a while."""
        with self._gate:
            self.closed = True
            self._listener = None
            workers, self._workers = self._workers, []
        self._kill_starting()
        try:
            if patience:
                for worker in workers:
                    worker.send_stop()
            deadline = time.monotonic() + patience
            for worker in workers:
                worker.child.wait(max(deadline - time.monotonic(), 0))
                if not worker.has_ended:
                    worker.child.kill()
                worker.end()
        except BaseException:  # Ctrl-C; there is no second call that could end the rest
            for worker in workers:
                worker.child.kill()
                worker.child.close_input()
            raise
        for thread in self._busy_threads():
            thread.join()

    def _start_again(self) -> None:
        # What kills workers may hit one that is just starting; that must not end the map.
        for attempt in range(1, _MAX_START_ATTEMPTS + 1):
            try:
                self._start()
                return
            except DiedAtStartError as error:
                if self.closed or attempt == _MAX_START_ATTEMPTS:
                    raise
                self.logger.warning("start %d of a worker: %s", attempt, error)

    def _start(self) -> None:
        with self._gate:
            self._last_number += 1
            number = self._last_number
        with lost_manager(self._where):
            tasks = self._manager.Queue()
        config = {**self._config, "tasks": _describe(tasks), "worker": number}
        started: list[Child] = []

        def note(child: Child) -> None:
            started.append(child)
            with self._gate:
                self._starting.add(child)
                closed = self.closed
            if closed:
                child.kill()

        try:
            child, _ = start_child(
                f"Worker {number}",
                self._command,
                config,
                self._timeout,
                lambda level, text: self.logger.log(level, "worker %d: %s", number, text),
                started=note,
                cwd=self._cwd,
                env=self._env,
            )
        finally:
            with self._gate:
                self._starting.difference_update(started)
        worker = Worker(number, tasks, child)
        with self._gate:
            closed = self.closed
            if not closed:
                self._workers.append(worker)
        if closed:
            worker.end()
            raise DotNetStartError("The pool was closed.")
        self.logger.debug("worker %d started, process %d", number, worker.pid)
        child.on_exit(lambda _: self._exited(worker))

    def _exited(self, worker: Worker) -> None:
        with self._gate:
            listener = self._listener
            if listener is None or worker.number in self._told:
                return
            self._told.add(worker.number)
        listener(worker, worker.child.exitcode or 0)

    def _kill_starting(self) -> None:
        with self._gate:
            starting = list(self._starting)
        for child in starting:
            child.kill()

    def _busy_threads(self) -> list[threading.Thread]:
        with self._gate:
            return [
                thread for thread in self._background if thread is not threading.current_thread()
            ]

    def _in_background(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            finally:
                with self._gate:
                    self._background.discard(thread)

        thread = threading.Thread(target=run, name="dotnet_bridge crew", daemon=True)
        with self._gate:  # who finds it there joins it, so it must be started
            thread.start()
            self._background.add(thread)


def _describe(queue: Any) -> dict[str, object]:  # noqa: ANN401 - a proxy of a queue
    return {"typeid": "Queue", "ident": queue._token.id, "exposed": list(queue._exposed_)}
