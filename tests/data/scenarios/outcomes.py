"""What came of a call: of Python's own, as JSON for the other side, and whether both are equal."""

import re
from multiprocessing.managers import BaseProxy, RemoteError

from scenarios import decode

# As in src/Bridge/Manager/RemoteErrors.cs; from CPython 3.14 on a note may follow the line of the exception.
EXCEPTION_LINE = re.compile(
    r"^([A-Za-z_][\w.]*(?:Error|Exception|Empty|Full|Interrupt|Exit|Iteration|Warning|ShutDown))(?:: .*)?$",
    re.MULTILINE)
ADDRESS = re.compile(r"\b0x[0-9A-Fa-f]+")  # in the texts of exceptions; each object has another
PATIENCE = 20.0  # seconds; a safety net, nothing here takes long


class Outcome:
    """A value, the proxy itself, another proxy and what it gives, an exception, or the traceback of the server."""

    def __init__(self, kind, value=None, name=None):
        self.kind = kind  # value, self, proxy, items, raised, traceback, instead
        self.value = value
        self.name = name

    def __repr__(self):
        return " ".join(repr(part) if part is self.value else str(part)
                        for part in (self.kind, self.name, self.value) if part is not None)

    def equals(self, other):
        if other.kind == "instead":
            return self.kind in ("raised", "traceback") and self.name.split(".")[-1] in other.value
        if other.kind == "items":
            return self.is_iterator and same(self.items, other.value)
        return self.kind == other.kind and self.name == other.name and same(self.value, other.value)


    @property
    def is_iterator(self):
        return isinstance(self.value, Iterated) or (self.kind, self.name) == ("proxy", "Iterator")

    @property
    def items(self):
        return self.value[1:] if isinstance(self.value, Iterated) else self.value


class Iterated(list):
    """The items of an iterator behind the name of its type, so that it can be compared more than once."""


def of(action, subject=None):
    """Makes a call and tells what came of it."""
    try:
        value = action()
    except RemoteError as error:
        return of_traceback(str(error.args[0]))
    except Exception as error:
        return Outcome("raised", error.args, name_of(type(error)))
    if subject is not None and value is subject:
        return Outcome("self")
    if isinstance(value, BaseProxy):
        return Outcome("proxy", drain(value), value._token.typeid)
    return Outcome("value", settle(value))


def of_traceback(text):
    line = list(EXCEPTION_LINE.finditer(text))[-1]
    name = line.group(1)
    return Outcome("traceback", line.group(0).strip(), name if "." in name else "builtins." + name)


def from_json(answer):
    """What the other side sent."""
    if "value" in answer:
        return Outcome("value", settle(decode(answer["value"])))
    if "proxy" in answer:
        return Outcome("proxy", settle(decode(answer["gives"])), answer["proxy"])
    if "self" in answer:
        return Outcome("self")
    if "items" in answer:  # where Python has an iterator over them
        return Outcome("items", decode(answer["items"]))
    if "raised" in answer:
        return Outcome("raised", decode(answer["args"]), answer["raised"])
    if "traceback" in answer:
        return Outcome("traceback", answer["line"], answer["traceback"])
    return Outcome("instead", answer["instead"])  # told in the way of .NET: by a value, or by its own exception


def name_of(cls):
    return cls.__module__ + "." + cls.__qualname__


def drain(proxy):
    """What a proxy for a result gives: the value of an AsyncResult, the items of an Iterator."""
    if hasattr(proxy, "ready"):
        return proxy.get(PATIENCE)
    items = []
    try:
        while True:
            items.append(proxy.__next__())
    except StopIteration:
        return items


def settle(value):
    if hasattr(value, "__next__"):
        return Iterated([type(value).__name__] + list(value))
    return value


def same(a, b):
    """Equal, and of the same types all the way down: 1 is not True and not 1.0."""
    if type(a) is not type(b):
        return False
    if type(a).__module__ == "multiprocessing.managers":
        return same(vars(a), vars(b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(key in b and same(value, b[key]) for key, value in a.items())
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, str):
        return ADDRESS.sub("0x", a) == ADDRESS.sub("0x", b)
    return a == b
