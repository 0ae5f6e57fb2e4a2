"""The seeded generator of Python values: every type of the table of the codec, nested, shared and in cycles."""
import array
import collections
import functools
import math
import multiprocessing.pool
import random
import sys

import classes
from scalars import LEAF_KEYS, SCALARS, Scalars

EXCEPTIONS = (
    Exception, ValueError, TypeError, KeyError, IndexError, RuntimeError, StopIteration, ArithmeticError, EOFError,
    KeyboardInterrupt, SystemExit, ZeroDivisionError, AssertionError, LookupError, NotImplementedError, classes.Failure,
)


class Values(Scalars):
    """One value after the other from one seed. The same seed gives the same value on the same Python."""

    def __init__(self, seed, index, protocol):
        super(Values, self).__init__(random.Random("%d/%d" % (seed, index)), protocol)
        self.pool = []
        self.references = 4  # more would let the canonical JSON, which has no sharing, grow without end

    def value(self):
        roll = self.random.random()
        if roll < 0.015:
            return self.large()
        if roll < 0.08:
            return self.special()
        return self.any(self.random.choice((1, 2, 3, 4)))

    def any(self, depth):
        if self.pool and self.references and self.random.random() < 0.15:
            self.references -= 1
            return self.random.choice(self.pool)
        if depth == 0 or self.random.random() < 0.25:
            value = self.random.choice(SCALARS)(self)
        else:
            value = self.random.choice(CONTAINERS)(self, depth - 1)
        if self.random.random() < 0.3:
            self.pool.append(value)
        return value

    def many(self, depth, most=5):
        return [self.any(depth) for _ in range(self.random.randrange(most))]

    def key(self, depth=1):
        """Something hashable that is equal to itself."""
        kind = self.random.choice(KEYS if depth else LEAF_KEYS)
        return kind(self) if kind in LEAF_KEYS else kind(self, depth - 1)

    def keys(self, depth, most=5):
        return [self.key(depth) for _ in range(self.random.randrange(most))]

    # Containers. Those that CPython memoizes before their items may contain themselves.

    def announce(self, container):
        # Before protocol 2 the items of subclasses are arguments of a call, which cannot contain its result.
        if self.protocol >= 2 or type(container) not in (classes.ListPlus, classes.DictPlus):
            self.pool.append(container)

    def list(self, depth):
        return self.fill(classes.ListPlus() if self.random.random() < 0.1 else [], depth)

    def fill(self, items, depth):
        self.announce(items)
        for _ in range(self.random.randrange(6)):
            items.append(self.any(depth))
        if type(items) is classes.ListPlus and self.protocol >= 2 and self.random.random() < 0.5:
            items.note = self.any(depth)
        return items

    def tuple(self, depth):
        items = tuple(self.many(depth))
        return classes.TuplePlus(items) if self.random.random() < 0.05 else items

    def dict(self, depth):
        kinds = (dict, dict, dict, dict, classes.DictPlus, collections.OrderedDict, self.default_dict)
        result = self.random.choice(kinds)()
        self.announce(result)
        for _ in range(self.random.randrange(6)):
            result[self.key()] = self.any(depth)
        return result

    def default_dict(self):
        return collections.defaultdict(self.random.choice((list, int, None, collections.OrderedDict)))

    def counter(self, depth):
        return collections.Counter({key: self.random.randrange(-3, 300) for key in self.keys(1, 4)})

    def set(self, depth):
        kind = self.random.choice((set, set, frozenset, frozenset, classes.SetPlus, classes.FrozenSetPlus))
        return kind(self.keys(1, 6))

    def frozen_key(self, depth):
        return frozenset(self.keys(depth))

    def tuple_key(self, depth):
        return tuple(self.keys(depth))

    def point_key(self, depth):
        return classes.Point(self.key(depth), self.key(depth))

    def deque(self, depth):
        return self.fill(collections.deque(maxlen=self.random.choice((None, None, 3, 100))), depth)

    def point(self, depth):
        return classes.Empty() if self.random.random() < 0.1 else classes.Point(self.any(depth), self.any(depth))

    def partial(self, depth):
        result = functools.partial(self.random.choice((int, print, classes.function)), *self.many(depth, 3))
        if self.random.random() < 0.5:
            result.keywords["base"] = self.any(depth)
        if self.random.random() < 0.2:
            result.note = "n"
        return result

    def exception(self, depth):
        roll = self.random.random()
        if roll < 0.15:
            error = OSError(2, "No such file", "/x") if roll < 0.1 else ConnectionResetError(104, "reset")
        elif roll < 0.2:
            error = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
        elif roll < 0.25:
            error = classes.CodedFailure(7, "text")
        elif roll < 0.3 and sys.version_info >= (3, 11):
            error = eval("ExceptionGroup('several', [ValueError(1), KeyError('k')])")
        else:
            error = self.random.choice(EXCEPTIONS)(*self.many(min(depth, 1), 3))
        if self.random.random() < 0.3:
            self.pool.append(error)
            error.detail = self.any(depth)
        if sys.version_info >= (3, 11) and self.random.random() < 0.3:
            error.add_note("note")
            error.add_note("h\xe9llo")
        if self.random.random() < 0.2:
            try:
                raise error
            except BaseException as raised:
                carried = multiprocessing.pool.ExceptionWithTraceback(raised, raised.__traceback__)
            error.__traceback__ = None
            return carried  # unpickled it is the exception, caused by a RemoteTraceback
        return error

    def instance(self, depth):
        kind = self.random.choice(INSTANCES[self.protocol >= 2])
        result = kind()
        self.pool.append(result)
        for name in self.random.sample(("left", "right"), self.random.randrange(3)):
            setattr(result, name, self.any(depth))
        if kind is not classes.Slotted:
            result.note = self.any(depth)
        return result

    def custom(self, depth):
        roll = self.random.randrange(3 if self.protocol < 2 else 5)
        if roll == 0:
            return classes.Stateful(self.any(depth))
        if roll == 1:
            result = classes.Reducing(*self.many(depth, 3))
            result.items = self.many(depth)
            result.pairs = [(self.any(depth), self.any(depth)) for _ in range(self.random.randrange(3))]
            return result
        if roll == 2:
            return classes.FalseState()
        if roll == 3:
            return classes.WithKeywords(self.any(depth), k=self.any(depth))
        return classes.WithKeywords(self.any(depth))

    def record(self, depth):
        if sys.version_info < (3, 7):
            return classes.Plain(name=self.any(depth))
        if sys.version_info >= (3, 10) and self.protocol >= 2 and self.random.random() < 0.3:
            return classes.SlottedRecord(self.str(), self.any(depth))
        if self.random.random() < 0.3:
            return classes.FrozenRecord(self.any(depth), self.any(depth))
        return classes.Record(self.str(), self.many(depth))

    # Rare ones

    def large(self):
        """What has batches, frames and long counts."""
        count = self.random.choice((1000, 1001, 2000, 2001, 2500))
        return self.random.choice((
            lambda: list(range(count)),
            lambda: [float(i) for i in range(count)],
            lambda: {i: str(i) for i in range(count)},
            lambda: set(range(count)),
            lambda: frozenset(map(str, range(count))),
            lambda: tuple(range(count)),
            lambda: collections.deque(range(count)),
            lambda: collections.OrderedDict((i, None) for i in range(count)),
            lambda: collections.Counter(range(count)),
            lambda: classes.ListPlus(range(count)),
            lambda: ["x" * 65535, "y" * 65536, "\u20ac" * 30000, b"z" * 65536, bytearray(b"w" * 70000)],
            lambda: [("text %d " % i) * 200 for i in range(60)],
            lambda: [bytes(30000), "m", bytes(40000), ["n"], bytes(65535)],
            lambda: [[i] for i in range(300)] * 2,
            lambda: array.array("d", range(count)),
            lambda: 2 ** (8 * count) - 1,
        ))()

    def special(self):
        """What only a program of its own makes."""
        return self.random.choice(SPECIALS)(self)

    def loop_in_tuple(self):
        loop = tuple([[]] + [1] * self.random.randrange(4))
        loop[0].append(loop)
        return loop

    def loop_in_object(self):
        node = classes.Plain()
        node.me, node.all, node.index = node, [node, (node,)], {(node, 1): "found"}
        return node

    def loop_in_set(self):
        node = classes.Plain()
        if self.protocol < 4:  # before, sets are written as a call, which cannot be a part of its own arguments
            return [node]
        node.family = {node}
        return node.family

    def loop_in_exception(self):
        error = ValueError("loop")
        error.me = [error]
        return error

    def loop_in_pairs(self):
        loop = collections.OrderedDict()
        loop["me"] = (loop, {"again": loop})
        return loop

    def nan_keys(self):
        return {float("nan"): 1, float("nan"): 2, (math.nan,): 3}

    def shared_leaves(self):
        leaf = self.random.choice(SCALARS)(self)
        return [leaf, [leaf], {"k": leaf}, (leaf, leaf)]

    def equal_leaves(self):
        kind, state = self.random.choice(SCALARS), self.random.getstate()
        one = kind(self)
        self.random.setstate(state)
        return [one, kind(self)]

    def deep(self):
        value = self.random.choice(([], (), {}, "bottom"))
        for _ in range(self.random.choice((50, 150))):
            value = self.random.choice((lambda v: [v], lambda v: (v, 1), lambda v: {"k": v}))(value)
        return value

    def rows(self):
        names = ["id", "name", "value"]
        return [dict(zip(names, (i, "row %d" % i, i / 3))) for i in range(self.random.choice((3, 40)))]


V = Values
KEYS = LEAF_KEYS + (V.str,) * 12 + (V.int,) * 6 + (V.tuple_key, V.frozen_key, V.point_key)
CONTAINERS = (
    V.list, V.list, V.list, V.tuple, V.tuple, V.dict, V.dict, V.dict, V.set, V.set, V.deque, V.counter, V.point,
    V.partial, V.exception, V.exception, V.instance, V.instance, V.custom, V.record,
)
SPECIALS = (
    V.loop_in_tuple, V.loop_in_object, V.loop_in_set, V.loop_in_exception, V.loop_in_pairs, V.nan_keys, V.shared_leaves,
    V.shared_leaves, V.equal_leaves, V.deep, V.rows,
)
INSTANCES = (
    (classes.Plain, classes.Space),
    (classes.Plain, classes.Space, classes.Outer.Inner, classes.Slotted, classes.SlottedPlus),
)
