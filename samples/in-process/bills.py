"""A program that uses the module: its import is the one line that changes."""

from decimal import Decimal

from prices_net import line, price  # was: from prices import line, price

ORDERS = [("tea", 3, "4.50", "DE"), ("spoon", 144, "0.85", "FR"), ("milk", 1, "1.20", "XX")]

for item, quantity, net, country in ORDERS:
    order = {"item": item, "quantity": quantity, "net": Decimal(net), "country": country}
    try:
        print(line(price(order)))
    except KeyError:
        print(f"{item}: no rate for {country}")
