"""Classes as Python programs have them: their instances are what the generator pickles."""
import collections
import enum
import sys
import types


class Plain(object):
    """Attributes in __dict__, equal only to itself."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Outer(object):
    class Inner(Plain):
        """Pickled under a dotted name from protocol 4 on."""


class Slotted(object):
    __slots__ = ("left", "right")

    def __init__(self, left=None, right=None):
        self.left, self.right = left, right


class SlottedPlus(Slotted):
    """Slots and a __dict__: the state is a pair."""


class Stateful(object):
    def __init__(self, value):
        self.value = value

    def __getstate__(self):
        return ("v1", self.value)

    def __setstate__(self, state):
        self.value = state[1]


class FalseState(object):
    """A state that is there, and false."""

    def __getstate__(self):
        return 0

    def __setstate__(self, state):
        self.state = state


class Reducing(object):
    """Every part of a reduce tuple but the state setter."""

    def __init__(self, *args):
        self.args, self.items, self.pairs = args, [], []

    def __reduce_ex__(self, protocol):
        state = {k: v for k, v in self.__dict__.items() if k not in ("args", "items", "pairs")}
        return Reducing, self.args, state or None, iter(self.items), iter(self.pairs)

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items.extend(items)

    def __setitem__(self, key, value):
        self.pairs.append((key, value))


class WithKeywords(object):
    def __new__(cls, a, k=None):
        self = super(WithKeywords, cls).__new__(cls)
        self.a, self.k = a, k
        return self

    def __getnewargs_ex__(self):
        return (self.a,), {"k": self.k}

    def __getstate__(self):
        return None


class ListPlus(list):
    pass


class DictPlus(dict):
    pass


class SetPlus(set):
    pass


class FrozenSetPlus(frozenset):
    pass


class TuplePlus(tuple):
    pass


class IntPlus(int):
    pass


class FloatPlus(float):
    pass


class StrPlus(str):
    pass


class BytesPlus(bytes):
    pass


class Failure(Exception):
    pass


class CodedFailure(Exception):
    """Its arguments are not those of its constructor, so it says how it is made."""

    def __init__(self, code, text):
        super(CodedFailure, self).__init__("%s: %s" % (code, text))
        self.code, self.text = code, text

    def __reduce__(self):
        return CodedFailure, (self.code, self.text), self.__dict__


class Color(enum.Enum):
    RED = 1
    GREEN = "g"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 100


class Access(enum.Flag):
    READ = 1
    WRITE = 2


Point = collections.namedtuple("Point", "x y")
Empty = collections.namedtuple("Empty", "")


def function(argument):
    return argument


if sys.version_info >= (3, 7):
    import dataclasses

    @dataclasses.dataclass
    class Record(object):
        name: str
        values: list = None

    @dataclasses.dataclass(frozen=True)
    class FrozenRecord(object):
        left: object
        right: object = None

    if sys.version_info >= (3, 10):

        @dataclasses.dataclass(slots=True)
        class SlottedRecord(object):
            name: str
            value: object = None


Space = types.SimpleNamespace
