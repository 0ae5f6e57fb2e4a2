"""A program that uses the module: its import is the one line that changes."""

from decimal import Decimal

from prices_net import line, price  # was: from prices import line, price

ORDERS = [("sofa", "1450.00", 24, "DE"), ("lamp", "85.50", 7, "FR"), ("desk", "420.00", 12, "XX")]

for item, net, months, country in ORDERS:
    order = {"item": item, "net": Decimal(net), "months": months, "country": country}
    try:
        print(line(price(order)))
    except KeyError:
        print(f"{item}: no rate for {country}")
