"""The module ``prices`` with ``price`` in C#; all else still comes from Python."""

from pathlib import Path

from dotnet_bridge.inprocess import load, rest_of

# A project is built first; a program that is delivered names the dll.
price = load(
    f"{Path(__file__).with_name('Prices')}:Shop.PriceList.Price",
    errors={"System.Collections.Generic.KeyNotFoundException": KeyError},
)

__getattr__ = rest_of("prices")
