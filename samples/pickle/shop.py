"""The classes of a Python program, as C# meets them in orders.cs."""

import collections
import dataclasses
import enum


class Status(enum.Enum):
    OPEN = 1
    PAID = 2


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass(frozen=True)
class Money:
    amount: str
    currency: str


class Order:
    def __init__(self, number: int, total: Money, status: Status, place: Point) -> None:
        self.number = number
        self.total = total
        self.status = status
        self.place = place

    def __repr__(self) -> str:
        return "Order({number}, {total}, {status}, {place})".format(**vars(self))
