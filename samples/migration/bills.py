"""Prints the bill of each order. The function that makes them is named on the command line.

``billing.py:lines``, or ``Billing.dll:Shop.Bills.Lines``: this program does not care which.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from dotnet_bridge import DotNetPool

ORDERS = Path(__file__).with_name("orders.csv")


def main(function: str) -> None:
    """Print one line for each item, and one for each order that has no bill."""
    with ORDERS.open(newline="") as file, DotNetPool(function, processes=2, columns=True) as pool:
        for bill in pool.results(csv.DictReader(file)):
            if bill.error is not None:
                print(f"{bill.row['number']} failed: {bill.error}")
                continue
            for line in bill.value:
                print(line["order"], line["item"], line["gross"])


if __name__ == "__main__":
    main(sys.argv[1])
