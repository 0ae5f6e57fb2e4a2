"""What DotNetPool finds out before it starts anything."""

from __future__ import annotations

import sys

import pytest

from dotnet_bridge import DotNetPool, DotNetStartError
from dotnet_bridge._dotnet import split


def test_a_frozen_program_does_not_start_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(DotNetStartError, match=r"frozen .* give the pool a manager"):
        DotNetPool("jobs.py:work", 1)


@pytest.mark.parametrize(
    ("worker", "parts"),
    [
        ("Shop.dll:Shop.Prices.Gross", ("Shop.dll", "Shop.Prices.Gross")),
        ("shop/Shop:Shop.Prices.Gross", ("shop/Shop", "Shop.Prices.Gross")),
        (r"C:\shop\Shop.dll:Prices.Gross", (r"C:\shop\Shop.dll", "Prices.Gross")),
        (r"C:\shop\Shop.dll", (r"C:\shop\Shop.dll", None)),
        ("C:/shop/Shop.dll", ("C:/shop/Shop.dll", None)),
        ("app.cs", ("app.cs", None)),
    ],
)
def test_a_function_is_what_follows_the_last_colon(
    worker: str, parts: tuple[str, str | None]
) -> None:
    assert split(worker) == parts
