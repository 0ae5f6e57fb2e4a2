"""A genuine manager server in a child process."""

from __future__ import annotations

import os
import signal
import socket
import stat
import sys
from multiprocessing import AuthenticationError
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from children import AUTHKEY, connect, runs, until

if TYPE_CHECKING:
    from children import Children

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are about POSIX systems")


def test_the_ready_line_tells_where_and_who(children: Children) -> None:
    child, ready = children.serve()

    assert set(ready) == {"ready", "address", "pid", "python", "implementation", "executable"}
    assert ready["ready"] is True
    assert runs(ready["pid"])
    assert ready["python"].startswith("3.")
    assert ready["implementation"] == "cpython"
    assert Path(ready["executable"]).name.startswith("python")
    child.close()
    assert child.rest() == b""


def test_a_private_socket_is_in_a_folder_of_its_user(children: Children) -> None:
    _, ready = children.serve()

    assert stat.S_IMODE(Path(ready["address"]).parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("form", ["private", "path", "tcp", "abstract"])
def test_a_plain_client_shares_objects(children: Children, form: str) -> None:
    if form == "abstract" and sys.platform != "linux":
        pytest.skip("only Linux has abstract sockets")
    forms = {
        "private": None,
        "path": str(children.temp / "manager"),
        "tcp": ["127.0.0.1", 0],
        "abstract": {"abstract": f"dotnet-bridge-test-{os.getpid()}"},
    }

    _, ready = children.serve(address=forms[form])

    address = ready["address"]
    if form in ("path", "abstract"):
        assert address == forms[form]
    if isinstance(address, dict):
        address = f"\0{address['abstract']}"
    shared = connect(address).dict()
    shared["k"] = [1]
    assert shared.copy() == {"k": [1]}


def test_a_proxy_stored_in_the_manager_can_be_used_there(children: Children) -> None:
    _, ready = children.serve()
    manager = connect(ready["address"])
    inner, outer = manager.list([1, 2]), manager.list()

    outer.extend(inner)  # the server connects to itself, with the key of its process

    assert list(outer) == [1, 2]


def test_another_authkey_is_refused(children: Children) -> None:
    _, ready = children.serve()

    with pytest.raises(AuthenticationError):
        SyncManager(address=ready["address"], authkey=b"wrong").connect()


def test_the_authkey_is_on_no_command_line_and_in_no_environment(children: Children) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("needs /proc")
    child, _ = children.serve()

    for file in ("cmdline", "environ"):
        content = Path(f"/proc/{child.pid}/{file}").read_bytes()
        assert AUTHKEY not in content
        assert AUTHKEY.hex().encode() not in content


def test_registered_types_are_served(children: Children, module: Path) -> None:
    module.write_text(
        "print('on import')\n"
        "class Counter:\n"
        "    def __init__(self, n): self.n = n\n"
        "    def increment(self): self.n += 1; return self.n\n"
        "def register(manager):\n"
        "    print('registering')\n"
        "    manager.register('Counter', Counter)\n"
    )

    class Client(SyncManager):
        pass

    Client.register("Counter")
    for spec in ("jobs.py:register", "jobs:register"):
        child, ready = children.serve(register=[spec])
        client = Client(address=ready["address"], authkey=AUTHKEY)
        client.connect()
        assert client.Counter(4).increment() == 5  # type: ignore[attr-defined]
        child.close()
        assert child.errors() == "on import\nregistering\n"


def test_a_register_function_that_raises_is_an_error_line(children: Children, module: Path) -> None:
    module.write_text("def register(manager):\n    raise ValueError('no')\n")
    config = {"authkey": AUTHKEY.hex(), "register": ["jobs.py:register"]}

    child = children.configured("serve", config)

    error = child.read()["error"]
    assert error["kind"] == "register-failed"
    assert (
        error["message"] == "jobs.py:register raised ValueError while it registered its types: no."
    )
    assert ", in register\n" in error["traceback"]
    assert child.wait() == 3


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({"authkey": None}, "bad-config"),
        ({"address": 5}, "bad-config"),
        ({"address": "/no/such/folder/socket"}, "bad-config"),
        ({"address": ["no.such.host.invalid", 0]}, "bad-config"),
        ({"register": ["jobs"]}, "bad-config"),
        ({"register": ["nowhere.py:f"]}, "module-not-found"),
    ],
)
def test_a_server_that_cannot_start_says_why(
    children: Children, config: dict[str, object], kind: str
) -> None:
    child = children.configured("serve", {"address": None, "authkey": AUTHKEY.hex(), **config})

    error = child.read()["error"]
    assert error["kind"] == kind
    assert "Traceback" not in error["message"]
    assert error["message"].endswith(".")
    assert child.wait() == 3
    assert child.errors() == ""


def test_a_socket_that_a_killed_server_left_is_replaced(children: Children) -> None:
    path = str(children.temp / "manager")
    killed, _ = children.serve(address=path)
    killed.process.kill()
    killed.wait()
    assert Path(path).exists()

    children.serve(address=path)

    assert connect(path).list([1])[0] == 1


def test_a_socket_with_a_listener_is_in_use(children: Children) -> None:
    path = str(children.temp / "manager")
    children.serve(address=path)

    second = children.configured("serve", {"address": path, "authkey": AUTHKEY.hex()})

    assert second.read()["error"] == {
        "kind": "address-in-use",
        "message": f"Another program listens at {path}; stop it or choose another address.",
        "traceback": None,
    }
    assert connect(path).list([1])[0] == 1  # the first goes on


def test_a_port_with_a_listener_is_in_use(children: Children) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = list(listener.getsockname())
        child = children.configured("serve", {"address": address, "authkey": AUTHKEY.hex()})

        assert child.read()["error"]["kind"] == "address-in-use"


def test_a_file_that_is_no_socket_is_left_alone(children: Children) -> None:
    file = children.folder / "precious"
    file.write_text("data")

    child = children.configured("serve", {"address": str(file), "authkey": AUTHKEY.hex()})

    assert child.read()["error"]["kind"] == "address-in-use"
    assert file.read_text() == "data"


@pytest.mark.parametrize("address", [None, "manager"])
def test_end_of_input_ends_the_server_and_removes_its_files(
    children: Children, address: str | None
) -> None:
    child, ready = children.serve(address=address)

    child.close()

    assert child.wait() == 0
    assert not (children.folder / ready["address"]).exists()
    assert list(children.temp.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_server_and_removes_its_files(children: Children, number: int) -> None:
    child, _ = children.serve()

    os.kill(child.pid, number)

    assert child.wait() == -number
    assert list(children.temp.iterdir()) == []
    assert child.errors() == ""


def test_a_shutdown_by_a_client_ends_the_server_and_removes_its_files(children: Children) -> None:
    module = children.folder / "shutdown.py"
    module.write_text(
        "import sys\n"
        "from multiprocessing.connection import Client\n"
        "from multiprocessing.managers import dispatch\n"
        f"dispatch(Client(sys.argv[1], authkey={AUTHKEY!r}), None, 'shutdown')\n"
    )
    child, ready = children.serve()

    children.run([sys.executable, str(module), ready["address"]]).wait()

    assert child.wait() == 0
    assert child.errors() == ""
    assert list(children.temp.iterdir()) == []


def test_an_interrupt_is_ignored(children: Children) -> None:
    child, ready = children.serve()

    os.kill(child.pid, signal.SIGINT)

    assert connect(ready["address"]).list([1])[0] == 1
    assert runs(child.pid)


def test_the_server_ends_when_its_parent_is_killed(children: Children) -> None:
    parent, pid = children.under_a_parent("serve", {"authkey": AUTHKEY.hex()})
    assert parent.read()["pid"] == pid

    parent.process.kill()

    until("the server has ended", lambda: not runs(pid))
    assert list(children.temp.iterdir()) == []


@pytest.mark.parametrize("how", ["end of input", "signal"])
def test_a_pool_in_the_server_ends_with_it(children: Children, how: str) -> None:
    child, ready = children.serve()
    pool = connect(ready["address"]).Pool(2)
    assert pool.apply(abs, (-1,)) == 1

    child.close() if how == "end of input" else child.process.terminate()

    assert child.wait() in (0, -signal.SIGTERM)
    # The fixture asserts that the processes and files of the pool are gone.


def test_nothing_starts_any_more_while_a_process_ends(children: Children) -> None:
    # As a pool does, which replaces the workers that are killed at the end.
    code = """
import multiprocessing, multiprocessing.util, shutil, time
from dotnet_bridge._parent import end_now

remove = shutil.rmtree

def start_and_remove(*args, **named):
    try:
        multiprocessing.Process(target=time.sleep, args=(60,)).start()
    except SystemExit:
        print("refused", flush=True)
    remove(*args, **named)

multiprocessing.util.get_temp_dir()
shutil.rmtree = start_and_remove
end_now(0)
"""
    child = children.run([children.python, "-c", code])

    assert child.wait() == 0
    assert child.rest() == b"refused\n"
