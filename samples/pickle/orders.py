"""Writes orders for orders.cs, or shows what it made of them: python orders.py write|read FILE."""

import pickle
import sys

import shop

verb, path = sys.argv[1:]
if verb == "write":
    total = shop.Money("9.50", "EUR")
    order = shop.Order(7, total, shop.Status.OPEN, shop.Point(1, 2.5))
    with open(path, "wb") as file:
        pickle.dump([order], file)
else:
    with open(path, "rb") as file:
        value = pickle.load(file)
    print(value)
