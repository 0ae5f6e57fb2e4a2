"""One version for the packages of both sides."""

from __future__ import annotations

import re
from pathlib import Path

import dotnet_bridge

PROPERTIES = Path(__file__).resolve().parents[3] / "Directory.Build.props"


def test_the_package_has_the_version_of_the_nuget_packages() -> None:
    found = re.findall("<Version>(.*)</Version>", PROPERTIES.read_text(encoding="utf-8"))

    assert found == [dotnet_bridge.__version__]
