"""Python values without parts, from a seeded random."""
import array
import collections
import datetime
import decimal
import fractions
import functools
import math
import pathlib
import struct
import sys
import uuid

import classes

try:
    import zoneinfo

    zoneinfo.ZoneInfo("Europe/Berlin")
except Exception:  # before 3.9, or no data of time zones
    zoneinfo = None

try:
    import numpy
except ImportError:
    numpy = None

try:
    import pandas
except ImportError:
    pandas = None

TEXTS = (
    "", "a", "key", "name", "h\xe9llo", "\u20ac", "\U0001f600", "line\nbreak\r\x1a\0", "\\u0041 back\\slash", "\ud800",
    "a\udc80b", "\x85\u2028", "x" * 255, "x" * 256, "\u20ac" * 100, "\xe9" * 130, "' \" quote",
)
DTYPES = ("?", "<i1", "<i4", ">i4", "<i8", "<u8", "<f4", "<f8", "<c16", "<M8[ns]", "<m8[s]", "<f2")
NAMES = ("builtins", "latin1", "datetime")  # that pickles contain as well
FLOATS = (0.0, -0.0, 1.0, 0.1, -1.5, 1e16, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan, 1 / 3)
EDGES = (0, 1, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 2039, 2040)
DECIMALS = (
    "0", "-0", "0.00", "1E+3", "1.0", "-12.50", "79228162514264337593543950335", "79228162514264337593543950336",
    "0.0000000000000000000000000001", "1E-29", "NaN", "-NaN", "NaN123", "sNaN", "Infinity", "-Infinity", "1E+999999",
    "123456789012345678901234567890.5", "-1E-28", "0E+3", "7.9228162514264337593543950335",
)
GLOBALS = (
    int, str, list, collections.OrderedDict, len, type(None), classes.Plain, classes.function, math.sqrt, ValueError,
    print, object, datetime.datetime, type(Ellipsis), type(NotImplemented), functools.reduce, classes.Color,
)


class Scalars(object):
    def __init__(self, random, protocol):
        self.random, self.protocol = random, protocol

    def none(self):
        return self.random.choice((None, True, False))

    def int(self):
        if self.random.random() < 0.3:
            return self.random.randrange(-300, 300)
        n = 2 ** self.random.choice(EDGES) + self.random.randrange(-2, 3)
        return self.random.choice((n, -n))

    def float(self):
        if self.random.random() < 0.5:
            return self.random.choice(FLOATS)
        return struct.unpack("<d", struct.pack("<Q", self.random.getrandbits(64)))[0]

    def plain_float(self):
        return self.random.choice((0.5, -0.0, 1e300, 2.0, math.inf))

    def complex(self):
        return complex(self.float(), self.float())

    def str(self):
        roll = self.random.random()
        if roll < 0.05:
            return "".join(list(self.random.choice(NAMES)))  # equal, and another object
        if roll < 0.6:
            return self.random.choice(TEXTS)
        top = self.random.choice((0x7f, 0xff, 0x7ff, 0xd7ff, 0x10ffff))
        letters = (chr(self.random.randrange(top + 1)) for _ in range(self.random.randrange(40)))
        # A surrogate pair in two halves is not a text that .NET can tell from the character.
        return "".join(c for c in letters if not 0xd800 <= ord(c) <= 0xdfff)

    def bytes(self):
        # Before protocol 3 bytes are written as text, and CPython has each text of one character only once.
        counts = (0, 1, 2, 20, 255, 256, 300) if self.protocol >= 3 else (0, 2, 3, 20, 255, 256, 300)
        return bytes(self.random.getrandbits(8) for _ in range(self.random.choice(counts)))

    def bytearray(self):
        return bytearray(self.bytes())

    def range(self):
        return range(self.random.randrange(-5, 5), self.int(), self.random.choice((1, 2, -3)))

    def slice(self):
        return slice(self.none(), self.int(), self.none())

    def singleton(self):
        return self.random.choice((Ellipsis, NotImplemented))

    def name(self):
        return self.random.choice(GLOBALS)

    def clock(self, cls):
        arguments = [self.random.randrange(24), self.random.randrange(60), self.random.randrange(60)]
        arguments.append(self.random.choice((0, 1, 999999, self.random.randrange(10**6))))
        if cls is datetime.datetime:
            arguments[:0] = self.day().timetuple()[:3]
        zone = self.zone() if self.random.random() < 0.5 else None
        # The half that falls on another day in UTC is not a value at the ends of the calendar.
        if zone and cls is datetime.datetime and not 1 < arguments[0] < 9999:
            zone = None
        return cls(*arguments, tzinfo=zone, fold=self.random.choice((0, 0, 1)))

    def zone(self):
        if zoneinfo and self.random.random() < 0.3:
            if self.random.random() < 0.2:
                return zoneinfo.ZoneInfo.no_cache("Europe/Berlin")
            return zoneinfo.ZoneInfo(self.random.choice(("Europe/Berlin", "UTC", "America/New_York")))
        offset = datetime.timedelta(minutes=self.random.choice((0, 60, -330, 839, 841, 1439, -1439)))
        if sys.version_info >= (3, 7) and self.random.random() < 0.2:
            offset += datetime.timedelta(seconds=self.random.choice((-5, 1)), microseconds=self.random.choice((0, 5)))
            offset = max(min(offset, datetime.timedelta(hours=23)), datetime.timedelta(hours=-23))
        if self.random.random() < 0.3:
            return datetime.timezone(offset, self.random.choice(("X", "CET", "h\xe9llo")))
        return datetime.timezone(offset)

    def day(self):
        year = self.random.choice((1, 2, 1582, 1970, 2024, 9999))
        return datetime.date(year, self.random.randrange(1, 13), self.random.randrange(1, 29))

    def datetime(self):
        return self.clock(datetime.datetime)

    def time(self):
        return self.clock(datetime.time)

    def timedelta(self):
        if self.random.random() < 0.2:
            return self.random.choice((datetime.timedelta.min, datetime.timedelta.max, datetime.timedelta(-1, 5, 7)))
        return datetime.timedelta(
            self.random.randrange(-10**6, 10**6), self.random.randrange(86400), self.random.randrange(10**6))

    def decimal(self):
        if self.random.random() < 0.5:
            return decimal.Decimal(self.random.choice(DECIMALS))
        return self.plain_decimal()

    def plain_decimal(self):
        digits = self.random.randrange(10 ** self.random.choice((1, 5, 28, 29, 40)))
        return decimal.Decimal((self.random.randrange(2), tuple(map(int, str(digits))), self.random.randrange(-30, 5)))

    def fraction(self):
        return fractions.Fraction(self.int(), self.random.choice((1, 2, 3, 2**70 + 1)))

    def uuid(self):
        return uuid.UUID(int=self.random.getrandbits(128))

    def path(self):
        kind = self.random.choice((pathlib.PurePosixPath, pathlib.PureWindowsPath, pathlib.Path))
        texts = ("", "a", "/usr/lib", "C:/Users/x.txt", "../h\xe9llo/b", "//server/share/f", "/")
        return kind(self.random.choice(texts))

    def enum(self):
        return self.random.choice(
            (classes.Color.RED, classes.Color.GREEN, classes.Level.HIGH, classes.Access.READ | classes.Access.WRITE))

    def array(self):
        code = self.random.choice("bBhHiIlLqQfdu")
        if code == "u":
            return array.array("u", "h\xe9\u20ac")
        if code in "fd":
            return array.array(code, [self.random.choice((0.5, -0.0, math.inf)) for _ in range(3)])
        return array.array(code, [self.random.randrange(100) for _ in range(self.random.choice((0, 1, 50)))])

    def subclass(self):
        kind = self.random.choice((classes.IntPlus, classes.FloatPlus, classes.StrPlus, classes.BytesPlus))
        value = kind(self.random.choice((b"", b"bytes") if kind is classes.BytesPlus else (0, 77)))
        if self.random.random() < 0.3:
            value.note = "n"
        return value

    def numpy(self):
        if numpy is None:
            return None
        dtype = self.random.choice(DTYPES)
        shape = self.random.choice(((), (0,), (3,), (2, 3), (2, 1, 4)))
        size = int(numpy.prod(shape)) * numpy.dtype(dtype).itemsize
        if size == 1 and self.protocol < 3:
            return None  # as in bytes
        raw = bytes(self.random.getrandbits(1 if dtype == "?" else 8) for _ in range(size))
        values = numpy.frombuffer(raw, dtype).reshape(shape)
        roll = self.random.random()
        if roll < 0.3 and values.size and (values.itemsize > 1 or self.protocol >= 3):
            return values.flat[0]
        if roll < 0.4:
            return numpy.array([1, "a", None], dtype=object)
        if roll < 0.45:
            return numpy.array([(1, 2.5), (3, 4.5)], dtype=[("id", "<i4"), ("x", "<f8")])
        return numpy.asfortranarray(values) if roll < 0.6 else values.copy()

    def pandas(self):
        if pandas is None:
            return None
        index = [self.random.randrange(100) for _ in range(3)]
        return self.random.choice((
            pandas.Series([1.5, None, 3.0], index=index, name="s"),
            pandas.DataFrame({"a": index, "b": ["x", None, "y"]}),
            pandas.DataFrame({"t": pandas.to_datetime(["2024-01-01", "2024-06-01"])}),
            pandas.Timestamp("2024-01-01 12:00", tz="UTC"),
            pandas.Index(["a", "b"]),
            pandas.Categorical(["x", "y", "x"]),
        ))


S = Scalars
LEAF_KEYS = (
    S.none, S.int, S.plain_float, S.str, S.bytes, S.range, S.singleton, S.name, S.datetime, S.day, S.time, S.timedelta,
    S.plain_decimal, S.fraction, S.uuid, S.path, S.enum, S.subclass,
)
SCALARS = (
    S.none, S.int, S.int, S.float, S.complex, S.str, S.str, S.bytes, S.bytearray, S.range, S.slice, S.singleton, S.name,
    S.datetime, S.datetime, S.day, S.time, S.timedelta, S.zone, S.decimal, S.fraction, S.uuid, S.path, S.enum, S.array,
    S.subclass,
)
SCALARS += (S.numpy, S.numpy) if numpy else ()
SCALARS += (S.pandas,) if pandas else ()
