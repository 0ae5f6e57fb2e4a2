"""Reads what .NET pickled, tells what it is, and pickles it again.

Usage: python echo.py      (any Python from 3.6 on; started by the tests)

  R  a pickle protocol in one byte, 64 more for the pure-Python pickler, then a pickle; the answer is R, the length of
     the shape in 4 bytes, the shape, and the value pickled again; or E and what went wrong.

The shape is the value as text: types, values and, as #n, which parts are one and the same object. .NET computes it,
too.
"""
import collections
import datetime
import decimal
import fractions
import os
import pickle
import struct
import sys
import traceback
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from compare import has_identity, type_name  # noqa: E402
from frames import Frames  # noqa: E402


class Shape(object):
    def __init__(self):
        self.numbers, self.parts = {}, []

    def of(self, value):
        if has_identity(value) and type(value) is not frozenset:
            if id(value) in self.numbers:
                return self.parts.append("#%d" % self.numbers[id(value)])
            self.numbers[id(value)] = len(self.numbers)
        kind = type(value)
        name = kind.__name__ if kind.__module__ == "builtins" else type_name(value)
        if isinstance(value, type) or kind in (type(len), type(main)):
            self.parts.append("global:%s.%s" % (value.__module__, value.__qualname__))
        elif kind in SCALARS:
            self.parts.append("%s:%s" % (name, SCALARS[kind](value)))
        elif kind in (set, frozenset):
            self.parts.append("%s{%s}" % (name, ",".join(sorted(map(shape_of, value)))))
        else:
            self.container(name, value)

    def container(self, name, value):
        self.parts.append(name + "(")
        if isinstance(value, collections.defaultdict):
            self.items([value.default_factory])
        if isinstance(value, collections.deque):
            self.items([value.maxlen])
        if isinstance(value, BaseException):
            self.items([value.args])
        if isinstance(value, slice):
            self.items([value.start, value.stop, value.step])
        if isinstance(value, dict):
            self.items(part for pair in value.items() for part in pair)
        elif isinstance(value, (list, tuple, collections.deque)):
            self.items(value)
        if getattr(value, "__dict__", None):
            self.items(part for name in sorted(value.__dict__) for part in (Name(name), value.__dict__[name]))
        self.parts.append(")")

    def items(self, items):
        for item in items:
            if type(item) is Name:  # interned when it was read: no object of the pickle
                self.parts.append("%s=" % item)
            else:
                self.of(item)
            self.parts.append(",")


class Name(str):
    pass


def bits(value):
    return struct.pack(">d", value).hex()


def clock(value):
    text = value.replace(tzinfo=None, fold=0).isoformat(timespec="microseconds")
    zone = value.tzinfo
    offset = value.utcoffset() if type(zone) is datetime.timezone else None
    rest = ";%d" % (offset // datetime.timedelta(microseconds=1)) if offset is not None else ";" + str(zone)
    return text + (rest if zone is not None else "") + (";fold" if value.fold else "")


SCALARS = {
    type(None): str,
    bool: str,
    int: str,
    float: bits,
    complex: lambda value: bits(value.real) + bits(value.imag),
    str: lambda value: value.encode("utf-16-be", "surrogatepass").hex(),
    bytes: bytes.hex,
    bytearray: bytearray.hex,
    range: lambda value: "%d,%d,%d" % (value.start, value.stop, value.step),
    type(Ellipsis): lambda value: "",
    type(NotImplemented): lambda value: "",
    datetime.datetime: clock,
    datetime.time: clock,
    datetime.date: str,
    datetime.timedelta: lambda value: str(value // datetime.timedelta(microseconds=1)),
    datetime.timezone: lambda value: "%d" % (value.utcoffset(None) // datetime.timedelta(microseconds=1)),
    decimal.Decimal: lambda value: "{0.sign},{1},{0.exponent}".format(
        value.as_tuple(), "".join(map(str, value.as_tuple().digits))),
    fractions.Fraction: lambda value: "%d/%d" % (value.numerator, value.denominator),
    uuid.UUID: str,
}


def shape_of(value):
    shape = Shape()
    shape.of(value)
    return "".join(shape.parts)


def answer(body):
    value = pickle.loads(body[1:])
    shape = shape_of(value).encode("utf-8", "surrogatepass")
    dumps = pickle._dumps if body[0] & 64 else pickle.dumps
    return struct.pack("<I", len(shape)) + shape + dumps(value, body[0] & 63)


def main():
    sys.setrecursionlimit(20000)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    frames = Frames()
    while True:
        frame = frames.receive()
        if frame is None:
            return
        try:
            frames.send(b"R", answer(frame[1]))
        except Exception:
            frames.send(b"E", traceback.format_exc().encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
