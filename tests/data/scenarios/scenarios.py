"""Reads the scenarios: JSON whose values are Python expressions. Runs on CPython 3.6 and newer.

A file describes one typeid. Its cases are calls as one would write them in Python, with what must come of them:

    {"call": "pop(0)", "result": "3", "state": "[1, 2]"}

CONTRIBUTING.md explains every key.
"""

import array
import ast
import base64
import collections
import datetime
import decimal
import json
import math
import multiprocessing
import operator
import os
import pickle
import queue
import sys
import threading
import time
from multiprocessing.managers import Namespace, Value

NAMES = {
    "array": array, "collections": collections, "datetime": datetime, "decimal": decimal, "math": math,
    "multiprocessing": multiprocessing, "operator": operator, "queue": queue, "threading": threading, "time": time,
    "Namespace": Namespace, "Value": Value,
}
GETVALUE = "#GETVALUE"  # the referent itself, pickled
PROTOCOL = 4  # of the pickles that .NET reads


def evaluate(expression):
    """The value of an expression in the data."""
    return eval(expression, dict(NAMES))


def encode(value):
    """A value as JSON carries it: its pickle in base64."""
    return base64.b64encode(pickle.dumps(value, PROTOCOL)).decode("ascii")


def decode(text):
    """The value of what the other side sent."""
    return pickle.loads(base64.b64decode(text))


class Step:
    """One call: 'append(4)' is the method 'append' with the arguments (4,)."""

    def __init__(self, method, args=(), kwds=None):
        self.method = method
        self.args = args
        self.kwds = kwds or {}

    @property
    def key(self):
        """Equal for equal calls."""
        return self.method + encode((self.args, self.kwds))

    def to_json(self):
        return {"method": self.method, "args": encode(tuple(self.args)), "kwds": encode(self.kwds)}


def parse(text):
    """The steps of a chain of calls: 'Pool(1).imap(math.sqrt, [4.0])' is two."""
    steps = []
    node = ast.parse(text, mode="eval").body
    while isinstance(node, ast.Call):
        args = [_value(argument) for argument in node.args]
        kwds = {keyword.arg: _value(keyword.value) for keyword in node.keywords}
        is_last = isinstance(node.func, ast.Name)
        steps.append(Step(node.func.id if is_last else node.func.attr, tuple(args), kwds))
        if is_last:
            return steps[::-1]
        node = node.func.value
    raise ValueError("not a call: " + text)


def _value(node):
    return eval(compile(ast.Expression(node), "<scenario>", "eval"), dict(NAMES))


class Case:
    """One call of one method, and what must come of it on this version of Python."""

    def __init__(self, number, typeid, given, defaults):
        unknown = set(given) - {
            "new", "shared", "setup", "call", "raw", "since", "until", "note",
            "result", "proxy", "raises", "traceback", "state",
        }
        if unknown or len({"result", "raises", "traceback"} & set(given)) != 1:
            raise ValueError("one of result, raises, traceback is needed, and no %r: %r" % (unknown, given))
        self.id = "%s/%d" % (typeid, number)
        self.typeid = typeid
        self.given = given
        self.new = given.get("new", defaults["new"])
        self.shared = given.get("shared", defaults.get("shared", False)) and "new" not in given
        self.creation = parse(self.new)
        self.setup = [parse(text)[0] for text in given.get("setup", [])]
        self.call = parse(given["call"])[0] if "call" in given else None
        self.raw = given.get("raw", False)
        state = given.get("state", {})
        if not isinstance(state, dict):
            state = {GETVALUE + "()": state}
        self.state = [
            (Step(GETVALUE) if text == GETVALUE + "()" else parse(text)[0], evaluate(expected))
            for text, expected in state.items()
        ]

    @property
    def method(self):
        return self.call.method if self.call else "(new)"

    def to_json(self):
        """What .NET needs to do the same."""
        return {
            "id": self.id,
            "typeid": self.typeid,
            "title": "%s: %s" % (self.new, self.given.get("call", "")),
            "method": self.method,
            "note": self.given.get("note"),
            "new": self.new,
            "shared": self.shared,
            "creation": [step.to_json() for step in self.creation],
            "setup": [step.to_json() for step in self.setup],
            "call": self.call and self.call.to_json(),
            "state": [step.to_json() for step, _ in self.state],
        }


def read(folder):
    """Every file by its typeid, and the cases of this version of Python."""
    files = {}
    cases = []
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            data = json.load(file)
        files[data["typeid"]] = data
        if applies(data):
            cases += [Case(number, data["typeid"], given, data)
                      for number, given in enumerate(data["cases"]) if applies(given)]
    return files, cases


def applies(given):
    """Whether it is about this version: 'since' and 'until' are both inclusive."""
    since, until = (tuple(map(int, given.get(key, default).split("."))) for key, default in
                    (("since", "3.0"), ("until", "3.99")))
    return since <= sys.version_info[:2] <= until
