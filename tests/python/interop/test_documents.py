"""The Python of the documents that is in no sample: here it runs. QuotationTests.cs compares."""

from __future__ import annotations

import multiprocessing
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from children import AUTHKEY
from drive import built
from gross import gross

from dotnet_bridge import DotNetPool, Row, RowError, connect

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are about POSIX systems")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from children import Children

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the folder of Shop.dll the current one."""
    host = built("Bridge.WorkerHost")
    monkeypatch.setenv("DOTNET_BRIDGE_WORKER_HOST", host)
    output = Path(host).parent.relative_to(ROOT / "src" / "Bridge.WorkerHost")
    monkeypatch.chdir(ROOT / "samples" / "python-drives-dotnet" / "Shop" / output)


@pytest.fixture
def address(children: Children) -> Iterator[str]:
    """Where a manager listens. The key of this process, which connect changes, is put back."""
    process = multiprocessing.current_process()
    before = process.authkey
    host, port = children.serve(address=["127.0.0.1", 0])[1]["address"]
    yield f"{host}:{port}"
    process.authkey = before


@pytest.mark.usefixtures("shop")
def test_a_pool_as_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": "apple", "net": Decimal("0.50")}]

    from dotnet_bridge import DotNetPool

    with DotNetPool("Shop.dll:Shop.Prices.Gross") as pool:
        for gross in pool.imap(rows):
            print(gross)

    assert capsys.readouterr().out == "0.60\n"


@pytest.mark.usefixtures("shop")
def test_a_pool_as_in_python_drives_dotnet(capsys: pytest.CaptureFixture[str]) -> None:
    items = [("apple", Decimal("0.50")), ("pear", Decimal(2))]

    with DotNetPool("Shop.dll:Shop.Prices.Gross", processes=2) as pool:
        for gross in pool.imap({"name": n, "net": p} for n, p in items):
            print(gross)

    assert capsys.readouterr().out == "0.60\n2.38\n"


@pytest.mark.usefixtures("shop")
def test_errors_as_in_python_drives_dotnet(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": "apple", "net": Decimal(1)}, {"name": "mistake", "net": Decimal(-1)}]

    with DotNetPool("Shop.dll:Shop.Prices.Gross", processes=1) as pool:
        values = pool.map(rows, errors="return")  # with a RowError in the place of a value
        for result in pool.results(rows):  # and here each row says what became of it
            if result.error is not None:
                print(f"row {result.index} failed: {result.error.type}")

    assert values[0] == Decimal("1.19")
    assert isinstance(values[1], RowError)
    assert capsys.readouterr().out == "row 1 failed: System.ArgumentOutOfRangeException\n"


def test_joining_as_in_python_drives_dotnet(address: str) -> None:
    authkey = AUTHKEY

    manager = connect(address, authkey)  # a stock SyncManager
    scores, jobs = manager.dict(a=1.5), manager.Queue()

    jobs.put(scores.copy())
    assert jobs.get() == {"a": 1.5}


def test_a_lock_around_reading_and_writing_as_in_containers(address: str) -> None:
    manager = connect(address, AUTHKEY)
    counts, gate = manager.dict(jobs=1), manager.Lock()

    with gate:
        counts["jobs"] = counts.get("jobs", 0) + 1

    assert counts["jobs"] == 2


def test_a_function_with_types_as_in_the_readme_of_the_package() -> None:
    assert gross(Row(net="10")) == 11.9
