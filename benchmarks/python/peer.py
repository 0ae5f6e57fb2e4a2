"""The Python side of the benchmark: a stock manager, or a caller that uses Python's own proxies.

Usage: peer.py serve|call ADDRESS

ADDRESS is a path or host:port, or - for a socket in a new folder that the server removes; the first
line of standard input is the authkey in hexadecimal digits. A server prints its address. A caller
takes one JSON array per line, [operation, argument...], and prints one JSON value for it. Both end
when standard input does. Runs on every CPython from 3.6 on, with nothing but its standard library.
"""

import array
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from multiprocessing import current_process
from multiprocessing.managers import DictProxy, SyncManager


def serve(address, key: bytes) -> None:  # noqa: ANN001
    folder = private_folder() if address == "-" else None
    threading.Thread(target=end_with_parent, args=[folder], daemon=True).start()
    shared = {}
    SyncManager.register(
        "bench_dict", lambda: shared, DictProxy
    )  # one that several processes share
    server = SyncManager(os.path.join(folder, "s") if folder else address, key).get_server()
    print(json.dumps(server.address), flush=True)
    server.serve_forever()


def ignore_signals() -> None:
    """Those that a terminal or timeout(1) sends to all: our parent gets them, too, and ends us."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


def private_folder() -> str:
    """A new folder, with a path short enough for a socket."""
    where = tempfile.gettempdir()
    return tempfile.mkdtemp(prefix="bridge-bench-", dir=where if len(where) < 70 else "/tmp")


def end_with_parent(folder: "str | None") -> None:
    try:
        sys.stdin.read()
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


def timed(call, seconds):  # noqa: ANN001, ANN201
    """Calls with 0, 1, 2... until the time is over; returns how often, and the seconds it took."""
    count = 0
    start = time.perf_counter()
    while True:
        for i in range(count, count + 20):
            call(i)
        count += 20
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return [count, elapsed]


def once(call):  # noqa: ANN001, ANN201
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


class Caller:
    """One caller with Python's own proxies, one call at a time."""

    def __init__(self, manager: SyncManager) -> None:
        self.manager = manager
        self.dict = manager.dict({"k": 0})
        self.queue = manager.Queue()
        self.values = {}

    def calls(self, what: str, seconds: float) -> "list[float]":
        shared, queue, items = self.dict, self.queue, self.manager.list()
        return timed(
            {
                "dict set": lambda i: shared.__setitem__("k", i),
                "dict get": lambda i: shared["k"],
                "queue put+get": lambda i: (queue.put(i), queue.get()),
                "list append": items.append,
            }[what],
            seconds,
        )

    def create(self, seconds: float) -> "list[float]":
        return timed(lambda i: self.manager.list(), seconds)  # dropped at once, as by del

    def create_now_and_then(self, times: int, pause: float) -> float:
        """The median of the seconds that one takes when it was quiet before."""
        seconds = []
        for _ in range(times):
            time.sleep(pause)
            seconds.append(once(lambda: self.manager.list()))
        return sorted(seconds)[times // 2]

    def large(self, kind: str, size: int) -> "list[float]":
        """Seconds to set a value of this size, in the place of the last one, and to get it back."""
        if (kind, size) not in self.values:
            make = {"bytes": bytes, "doubles": lambda n: array.array("d", bytes(8 * n))}[kind]
            self.values = {(kind, size): make(size)}  # one at a time in memory
            self.dict.pop("v", None)
        value = self.values[kind, size]
        into = once(lambda: self.dict.__setitem__("v", value))
        out = once(lambda: self.dict["v"])
        return [into, out]

    def update(self, count: int) -> float:
        source = {"key %d" % i: i for i in range(count)}  # noqa: UP031
        shared = self.manager.dict()
        return once(lambda: shared.update(source))

    def extend(self, count: int) -> float:
        source = list(range(count))
        shared = self.manager.list()
        return once(lambda: shared.extend(source))


def call(address, key: bytes) -> None:  # noqa: ANN001
    manager = SyncManager(address, key)
    manager.connect()
    caller = Caller(manager)
    print(json.dumps(sys.version.split()[0]), flush=True)
    for line in sys.stdin:
        operation, *arguments = json.loads(line)
        print(json.dumps(getattr(caller, operation)(*arguments)), flush=True)


if __name__ == "__main__":
    ignore_signals()
    role, text = sys.argv[1:]
    host, _, port = text.rpartition(":")
    key = bytes.fromhex(sys.stdin.readline().strip())
    current_process().authkey = key
    is_tcp = host and port.isdigit()
    {"serve": serve, "call": call}[role]((host, int(port)) if is_tcp else text, key)
