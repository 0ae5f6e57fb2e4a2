"""Buys tea from a C# object that another process serves."""

from multiprocessing import current_process
from multiprocessing.managers import ListProxy, SyncManager, Token


class Shop(SyncManager):
    """The manager's typeids."""


Shop.register("Stock")

if __name__ == "__main__":
    address, key, ident = input(), bytes.fromhex(input()), input()
    current_process().authkey = key
    shop = Shop(address, key)
    shop.connect()
    sold = ListProxy(Token("list", address, ident), "pickle", authkey=key)
    stock = shop.Stock()  # type: ignore[attr-defined]
    print("left", stock.take("tea", count=2))
    sold.append("tea")
    try:
        stock.take("tea", 5)
    except RuntimeError as error:
        print(error)
