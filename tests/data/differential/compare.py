"""Tells how two Python values differ: exact types, bits, order, and which parts are one and the same object.

Usage: python compare.py ONE.pickle OTHER.pickle      (prints "equal" or the first difference)

Compared as graphs: both are walked in parallel, and what was one object in the first must be one in the second and
the other way round. None, bools, ints, floats, empty tuples and bytes, and strings and bytes of one character have
no identity to compare. Neither has the time zone of a datetime or time: it is a part of it, compared by value.
"""
import datetime
import pickle
import struct
import sys
import types

NO_IDENTITY = (type(None), bool, int, float, type(Ellipsis), type(NotImplemented))
NAMES = (type, types.FunctionType, types.BuiltinFunctionType)


class Different(Exception):
    pass


class Walk(object):
    def __init__(self):
        self.forth, self.back, self.keep = {}, {}, []

    def same(self, a, b, path):
        if type(a) is not type(b):
            raise Different("%s: %s became %s" % (path, type(a), type(b)))
        if has_identity(a):
            if self.forth.get(id(a), id(b)) != id(b):
                raise Different("%s: one object became two: %s" % (path, short(a)))
            if self.back.get(id(b), id(a)) != id(a):
                raise Different("%s: two objects became one: %s" % (path, short(a)))
            if id(a) in self.forth:
                return
            self.forth[id(a)], self.back[id(b)] = id(b), id(a)
            self.keep.append((a, b))
        self.parts(a, b, path)

    def parts(self, a, b, path):
        kind = type(a)
        if kind in LEAVES:
            if LEAVES[kind](a) != LEAVES[kind](b):
                raise Different("%s: %s became %s" % (path, short(a), short(b)))
        elif kind in (list, tuple):
            self.many(a, b, path)
        elif kind is dict:
            self.pairs(a.items(), b.items(), path)
        elif isinstance(a, (set, frozenset)):
            self.sets(a, b, path)
        elif isinstance(a, NAMES):
            if a is not b and a != b:  # equal only for methods of one object
                raise Different("%s: %s became %s" % (path, short(a), short(b)))
        elif kind.__module__.split(".")[0] in ("numpy", "pandas"):
            self.arrays(a, b, path)
        elif a is not b:
            self.reduced(a, b, path)

    def many(self, a, b, path):
        if len(a) != len(b):
            raise Different("%s: %d items became %d" % (path, len(a), len(b)))
        for i, (x, y) in enumerate(zip(a, b)):
            self.same(x, y, "%s[%d]" % (path, i))

    def pairs(self, a, b, path):
        a, b = list(a), list(b)
        if len(a) != len(b):
            raise Different("%s: %d pairs became %d" % (path, len(a), len(b)))
        for (k, v), (l, w) in zip(a, b):
            self.same(k, l, "%s key %s" % (path, short(k)))
            self.same(v, w, "%s[%s]" % (path, short(k)))

    def sets(self, a, b, path):
        if len(a) != len(b):
            raise Different("%s: %d items became %d" % (path, len(a), len(b)))
        equal = {y: y for y in b}
        left = [x for x in a if x not in equal]
        for x in a:
            if x in equal:
                self.same(x, equal.pop(x), "%s item %s" % (path, short(x)))
        for x, y in zip(sorted(left, key=type_name), sorted(equal, key=type_name)):
            self.same(x, y, "%s item %s" % (path, short(x)))  # equal only to themselves
        if hasattr(a, "__dict__"):
            self.states(a.__dict__, b.__dict__, path)

    def reduced(self, a, b, path):
        """By what __reduce_ex__ says of them."""
        x, y = reduction(a), reduction(b)
        self.keep.append((x, y))
        if isinstance(x, str) or isinstance(y, str):
            raise Different("%s: %s became %s" % (path, short(a), short(b)))
        self.same(x[0], y[0], path + " callable")
        if isinstance(a, (datetime.datetime, datetime.time)):
            found = difference(x[1], y[1])
            if found:
                raise Different("%s %s" % (path, found))
        else:
            self.many(x[1], y[1], path + " argument")
        self.states(x[2], y[2], path)
        self.many(list(x[3] or ()), list(y[3] or ()), path)
        self.pairs(x[4] or (), y[4] or (), path)
        if isinstance(a, BaseException):
            self.same(a.__cause__, b.__cause__, path + ".__cause__")
            if a.__suppress_context__ != b.__suppress_context__:
                raise Different(path + ".__suppress_context__")

    def states(self, a, b, path):
        # Names of attributes are interned when they are unpickled: strings of which nobody knows whose they are.
        if type(a) is dict and type(b) is dict:
            if list(a) != list(b):
                raise Different("%s: attributes %s became %s" % (path, list(a), list(b)))
            for key in a:
                self.same(a[key], b[key], "%s.%s" % (path, key))
        elif type(a) is tuple and type(b) is tuple and len(a) == len(b) == 2 and type(a[1]) is dict:
            self.states(a[0], b[0], path)
            self.states(a[1], b[1], path)
        else:
            self.same(a, b, path + " state")

    def arrays(self, a, b, path):
        if hasattr(a, "dtype") and hasattr(a, "tobytes"):
            facts = [(x.dtype, x.shape, x.flags.c_contiguous, x.flags.f_contiguous) for x in (a, b)]
            if facts[0] != facts[1]:
                raise Different("%s: %s became %s" % (path, facts[0], facts[1]))
            if a.dtype.hasobject:
                self.many(a.ravel().tolist(), b.ravel().tolist(), path)
            elif a.tobytes() != b.tobytes():
                raise Different("%s: %s became %s" % (path, short(a), short(b)))
        elif hasattr(a, "equals"):
            if not a.equals(b):
                raise Different("%s: %s became %s" % (path, short(a), short(b)))
        elif a != b and a == a:
            raise Different("%s: %s became %s" % (path, short(a), short(b)))


def bits(*floats):
    return struct.pack("<%dd" % len(floats), *floats)


def itself(value):
    return value


LEAVES = {kind: itself for kind in (type(None), bool, int, str, bytes, range, type(Ellipsis), type(NotImplemented))}
LEAVES[float] = bits
LEAVES[complex] = lambda value: bits(value.real, value.imag)
LEAVES[bytearray] = bytes


def has_identity(value):
    if isinstance(value, (str, bytes)) and type(value) in (str, bytes):
        return len(value) > 1
    if type(value) in (tuple, frozenset):
        return len(value) > 0
    return type(value) not in NO_IDENTITY and not isinstance(value, NAMES)


def reduction(value):
    if isinstance(value, slice):
        return slice, (value.start, value.stop, value.step), None, None, None
    result = value.__reduce_ex__(4)
    return result if isinstance(result, str) else (result + (None, None, None))[:5]


def type_name(value):
    return type(value).__module__ + "." + type(value).__qualname__


def short(value, length=200):
    try:
        text = repr(value)
    except Exception as error:
        text = "<%s: %s>" % (type_name(value), error)
    text = text.encode("ascii", "backslashreplace").decode("ascii")
    return text if len(text) <= length else text[:length] + "..."


def difference(a, b):
    """The first difference as text; None when there is none."""
    try:
        Walk().same(a, b, "value")
    except Different as found:
        return str(found)
    return None


def main():
    sys.setrecursionlimit(20000)
    values = []
    for name in sys.argv[1:3]:
        with open(name, "rb") as file:
            values.append(pickle.load(file))
    found = difference(*values)
    print(found or "equal")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
