"""Performs the steps of a case of the contract, in Python: what the tests of .NET run.

Its argument is a list of steps as JSON; it prints their results as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from inventory import Inventory, OutOfStockError


def perform(manager: Any, steps: list[list[Any]]) -> list[Any]:
    """The result of each step, or what its exception says."""
    inventory, results = Inventory(manager), []
    for name, item, count in steps:
        try:
            results.append(getattr(inventory, name)(item, count))
        except OutOfStockError as error:
            results.append(str(error))
    return results


if __name__ == "__main__":
    # DotNetBridge.Testing has put `manager` among the globals.
    print(json.dumps(perform(manager, json.loads(sys.argv[1]))))  # type: ignore[name-defined] # noqa: F821
