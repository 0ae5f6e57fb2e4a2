"""Writes the golden pickles of one CPython, with the canonical JSON of each value.

Usage: python make_pickles.py > cpython-3.11.txt        (any Python from 3.6 on)

One line per pickle, separated by tabs: name, pickle protocol, hex of the pickle, canonical JSON. The JSON is
computed here, from the opcodes that `pickletools.genops` lists, and shares no code with the .NET reader.
"""
import array
import base64
import collections
import datetime
import decimal
import enum
import fractions
import functools
import json
import pathlib
import pickle
import pickletools
import sys
import types
import uuid

# A module of our own, so that the classes have a stable name on every Python.
golden = types.ModuleType("golden")
sys.modules["golden"] = golden


def export(cls):
    """Make a class or function importable as golden.<name>."""
    cls.__module__ = "golden"
    setattr(golden, cls.__name__, cls)
    return cls


@export
class Plain(object):
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


@export
class Slotted(object):
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left, self.right = left, right


@export
class Stateful(object):
    def __init__(self, value):
        self.value = value

    def __getstate__(self):
        return ("v1", self.value)

    def __setstate__(self, state):
        self.value = state[1]


@export
class Reducing(object):
    def __init__(self, *args):
        self.args = args

    def __reduce_ex__(self, protocol):
        return Reducing, self.args, {"extra": 1}, iter([1, 2]), iter([("k", "v")])

    def append(self, item):
        pass

    def __setitem__(self, key, value):
        pass


@export
class WithKeywords(object):
    def __new__(cls, a, k=None):
        self = super(WithKeywords, cls).__new__(cls)
        self.a, self.k = a, k
        return self

    def __getnewargs_ex__(self):
        return (self.a,), {"k": self.k}


@export
class ListPlus(list):
    pass


@export
class DictPlus(dict):
    pass


@export
class IntPlus(int):
    pass


@export
class StrPlus(str):
    pass


@export
class Failure(Exception):
    pass


@export
class Color(enum.Enum):
    RED = 1
    GREEN = "g"


Point = export(collections.namedtuple("Point", "x y"))


def values():
    """Name and value; every value pickles the same way each time."""
    text = "shared text"
    shared = [1, 2]
    yield "none", None
    yield "true", True
    yield "false", False
    for n in (0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**63 - 1, 2**63,
              -(2**63), -(2**63) - 1, 10**30, -(10**30), 2**2100, -128, -129, 2**8007):
        yield "int", n
    for f in (0.0, -0.0, 1.0, 0.1, -1.5, 1e16, 1e15, 123456789012345680.0, 9999999999999998.0, 1e-4, 1e-5, 1.5e300,
              5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan"), 1 / 3):
        yield "float", f
    for s in ("", "a", "h\xe9llo", "\u20ac", "\U0001f600", "quote\" back\\ slash/ nl\n tab\t nul\0 del\x7f \x1a\r",
              "\ud800", "a\udc80b", "x" * 255, "x" * 256, "\u20ac" * 100, "\xe9" * 200, "\x85\u2028", "\\u0041"):
        yield "str", s
    for b in (b"", b"a", bytes(range(256)), b"x" * 257):
        yield "bytes", b
        yield "bytearray", bytearray(b)
    yield "complex", complex(1.5, -0.0)
    for t in ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ((),)), tuple(range(300))):
        yield "tuple", t
    yield "list", []
    yield "list", [1]
    yield "list", [1, "a", None, True, 2.5, [b"x", ()]]
    yield "list", list(range(1100))
    yield "dict", {}
    yield "dict", {"a": 1}
    yield "dict", {"b": 1, "a": 2, None: 3, (1, "x"): 4, 2.5: 5, b"k": 6, frozenset([1]): 7, False: 8}
    yield "dict", {i: str(i) for i in range(1001)}
    yield "set", set()
    yield "set", {1}
    yield "set", {1, 2, 3}
    yield "frozenset", frozenset()
    yield "frozenset", frozenset([1])
    yield "shared", [shared, shared, text, text, (shared, text)]
    loop = []
    loop.append(loop)
    yield "list in itself", loop
    loop = {}
    loop["me"] = [loop]
    yield "dict in itself", loop
    loop = ([],)
    loop[0].append(loop)
    yield "tuple in itself", loop
    loop = ([], 2, 3, 4)
    loop[0].append(loop)
    yield "long tuple in itself", loop
    loop = Plain()
    loop.me = loop
    loop.all = [loop, (loop,)]
    yield "object in itself", loop
    node = Plain(name="key")
    node.index = {(node, 1): "found", frozenset([(2, 3)]): "set"}
    yield "object as key in itself", node
    yield "slice", slice(1, None, 2)
    yield "range", range(1, 10, 3)
    yield "ellipsis", Ellipsis
    yield "not implemented", NotImplemented
    yield "class", collections.OrderedDict
    yield "function", len
    yield "type", type(None)
    yield "builtin type", int
    yield "datetime", datetime.datetime(2024, 2, 29, 12, 30, 59, 999999)
    yield "aware datetime", datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    yield "folded datetime", datetime.datetime(2024, 10, 27, 2, 30, fold=1)
    yield "date", datetime.date(1, 1, 1)
    yield "time", datetime.time(23, 59, 59, 5)
    yield "timedelta", datetime.timedelta(-1, 5, 7)
    yield "timezone", datetime.timezone(datetime.timedelta(hours=2), "X")
    yield "decimal", decimal.Decimal("-12.50")
    yield "fraction", fractions.Fraction(1, 3)
    yield "uuid", uuid.UUID(int=2**127 + 5)
    yield "deque", collections.deque([1, 2, 3], maxlen=5)
    yield "deque", collections.deque()
    yield "ordered dict", collections.OrderedDict([("b", 1), ("a", 2)])
    yield "default dict", collections.defaultdict(list, {"a": [1]})
    yield "counter", collections.Counter("hello")
    yield "named tuple", Point(1, Point("y", None))
    yield "enum", Color.RED
    yield "enum in set", {Color.GREEN}
    yield "array", array.array("d", [1.5, 2.5])
    yield "path", pathlib.PurePosixPath("/usr/lib")
    yield "partial", functools.partial(int, "10", base=2)
    yield "exception", ValueError("bad", 3)
    yield "os error", FileNotFoundError(2, "No such file", "/x")
    failure = Failure("custom")
    failure.code = 7
    yield "exception with state", failure
    yield "unicode error", UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    yield "plain object", Plain(a=1, b=[text, text])
    yield "empty object", Plain()
    yield "stateful", Stateful([1])
    yield "reducing", Reducing(1, "a")
    yield "keywords", WithKeywords(1, k=[2])
    items = ListPlus([1, 2])
    items.note = "n"
    yield "list subclass", items
    pairs = DictPlus(a=1)
    pairs.note = pairs
    yield "dict subclass in itself", pairs
    yield "int subclass", IntPlus(5)
    yield "str subclass", StrPlus("s")
    yield "simple namespace", types.SimpleNamespace(a=1)
    yield "list iterator", iter([1, 2, 3])
    yield "bound method", [].append
    yield "slots", Slotted(1, "r")


def pickles():
    for name, value in values():
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            try:
                data = pickle.dumps(value, protocol)
            except (TypeError, pickle.PicklingError):
                continue  # slots and keywords need protocol 2
            yield name, protocol, data


class Node(object):
    """A Python value as it is on the wire."""

    def __init__(self, kind, items=(), **fields):
        self.kind, self.items = kind, items
        self.pairs = self.args = self.state = self.kwargs = self.callable = None
        self.has_state = self.has_items = False
        self.__dict__.update(fields)


KNOWN = {"builtins.set": "set", "builtins.frozenset": "frozenset", "builtins.list": "list"}


def reduce_node(func, args):
    name = func.items if isinstance(func, Node) and func.kind == "global" else None
    values = args.items
    if name in KNOWN and len(values) < 2 and all(isinstance(v, Node) and v.kind in ("list", "tuple") for v in values):
        return Node(KNOWN[name], list(values[0].items) if values else [])
    if name == "builtins.bytes" and not values:
        return b""
    if name == "_codecs.encode" and values[1:] in (("latin1",), ["latin1"]):
        return values[0].encode("latin-1")
    if name == "builtins.bytearray":
        return bytearray(values[0].encode("latin-1") if len(values) == 2 else values[0] if values else b"")
    if name == "builtins.complex":
        return complex(*values)
    return Node("object", [], callable=func, args=args)


def build(data):
    """Run the opcodes; nothing is imported or called."""
    import _compat_pickle

    stack, marks, memo, proto, result = [], [], {}, 0, None

    def pop_mark():
        at = marks.pop()
        items = stack[at:]
        del stack[at:]
        return items

    def make_global(module, name):
        if proto < 3:
            if (module, name) in _compat_pickle.NAME_MAPPING:
                module, name = _compat_pickle.NAME_MAPPING[(module, name)]
            elif module in _compat_pickle.IMPORT_MAPPING:
                module = _compat_pickle.IMPORT_MAPPING[module]
        return Node("global", module + "." + name)

    def extend(target, items, what):
        if target.kind == "object" and what == "pairs":
            target.pairs = (target.pairs or []) + items
        else:
            target.items.extend(items)
            target.has_items = True

    for op, arg, _ in pickletools.genops(data):
        name = op.name
        if name == "PROTO":
            proto = arg
        elif name == "STOP":
            result = stack.pop()
        elif name == "MARK":
            marks.append(len(stack))
        elif name == "POP":
            stack.pop() if not marks or marks[-1] < len(stack) else marks.pop()
        elif name == "POP_MARK":
            pop_mark()
        elif name in ("NONE", "NEWTRUE", "NEWFALSE"):
            stack.append({"NONE": None, "NEWTRUE": True, "NEWFALSE": False}[name])
        elif name in ("EMPTY_TUPLE", "EMPTY_LIST", "EMPTY_DICT", "EMPTY_SET"):
            stack.append(Node(name[6:].lower(), []))
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            count = int(name[-1])
            items = stack[-count:]
            del stack[-count:]
            stack.append(Node("tuple", items))
        elif name in ("TUPLE", "LIST", "FROZENSET"):
            stack.append(Node(name.lower(), pop_mark()))
        elif name == "DICT":
            items = pop_mark()
            stack.append(Node("dict", list(zip(items[::2], items[1::2]))))
        elif name == "APPEND":
            item = stack.pop()
            extend(stack[-1], [item], "items")
        elif name in ("APPENDS", "ADDITEMS"):
            items = pop_mark()
            extend(stack[-1], items, "items")
        elif name == "SETITEM":
            value, key = stack.pop(), stack.pop()
            extend(stack[-1], [(key, value)], "pairs")
        elif name == "SETITEMS":
            items = pop_mark()
            extend(stack[-1], list(zip(items[::2], items[1::2])), "pairs")
        elif name == "GLOBAL":
            stack.append(make_global(*arg.split(" ")))
        elif name == "STACK_GLOBAL":
            qualname, module = stack.pop(), stack.pop()
            stack.append(make_global(module, qualname))
        elif name == "REDUCE":
            args, func = stack.pop(), stack.pop()
            stack.append(reduce_node(func, args))
        elif name == "NEWOBJ":
            args, cls = stack.pop(), stack.pop()
            stack.append(Node("object", [], callable=cls, args=args))
        elif name == "NEWOBJ_EX":
            kwargs, args, cls = stack.pop(), stack.pop(), stack.pop()
            stack.append(Node("object", [], callable=cls, args=args, kwargs=kwargs))
        elif name == "BUILD":
            state = stack.pop()
            stack[-1].state, stack[-1].has_state = state, True
        elif name in ("PUT", "BINPUT", "LONG_BINPUT"):
            memo[int(arg)] = stack[-1]
        elif name == "MEMOIZE":
            memo[len(memo)] = stack[-1]
        elif name in ("GET", "BINGET", "LONG_BINGET"):
            stack.append(memo[int(arg)])
        elif name == "BYTEARRAY8":
            stack.append(bytearray(arg))
        elif name != "FRAME":
            if arg is None:
                raise NotImplementedError(name)
            stack.append(arg)
    return result


def encode(value, path=()):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, complex):
        return {"complex": [repr(value.real), repr(value.imag)]}
    if isinstance(value, (bytes, bytearray)):
        return {type(value).__name__: base64.b64encode(value).decode("ascii")}
    if value.kind == "global":
        return {"global": value.items}
    for up, outer in enumerate(reversed(path), 1):
        if outer is value:
            return {"ref": up}
    path = path + (value,)

    def many(items):
        return [encode(item, path) for item in items]

    def pairs(items):
        return [[encode(k, path), encode(v, path)] for k, v in items]

    if value.kind == "list":
        return many(value.items)
    if value.kind == "dict":
        return {"dict": pairs(value.items)}
    if value.kind != "object":
        return {value.kind: many(value.items)}
    callee = value.callable
    result = collections.OrderedDict()
    result["object"] = callee.items if callee.kind == "global" else encode(callee, path)
    result["args"] = many(value.args.items)
    if value.kwargs is not None:
        result["kwargs"] = encode(value.kwargs, path)
    if value.has_state:
        result["state"] = encode(value.state, path)
    if value.has_items:
        result["items"] = many(value.items)
    if value.pairs is not None:
        result["pairs"] = pairs(value.pairs)
    return result


def canonical(data):
    return json.dumps(encode(build(data)), separators=(",", ":"))


def main():
    sys.setrecursionlimit(10000)
    for name, protocol, data in pickles():
        print("\t".join((name, str(protocol), data.hex(), canonical(data))))


if __name__ == "__main__":
    main()
