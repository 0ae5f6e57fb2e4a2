"""Sends the pickles of generated values to the .NET tests, and compares what comes back with the values.

Usage: python generate.py SEED COUNT PROTOCOL [WRITTEN]      (any Python from 3.6 on; started by the tests)

For each value, as the C pickler writes it and, where that differs, as the pure-Python one does:
  J  the number of the value and the length of the pickle, in 4 bytes each, the pickle, and its canonical JSON; nothing
     is expected back.
  R  a pickle protocol in one byte, then a pickle; expected is R and the value of the pickle, pickled again at that
     pickle protocol, or E and what went wrong.
And at the end, or in between:
  F  a failure, as text.
  D  the figures, as text.
The protocol asked for is that of the pickle (2 where it is older) and, in turn, each other one; WRITTEN names the only
one.
"""
import os
import pickle
import struct
import sys
import warnings

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "pickles"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
warnings.simplefilter("ignore")

import make_pickles  # noqa: E402
from compare import difference, short  # noqa: E402
from frames import Frames  # noqa: E402
from values import Values  # noqa: E402


class Run(object):
    def __init__(self, seed, count, protocol, written=None):
        self.seed, self.count, self.protocol, self.written = seed, count, protocol, written
        self.frames = Frames()
        self.pickles = self.identical = self.shorter = self.by_baseline = self.refused = self.unmeasured = 0

    def all(self):
        for index in range(self.count):
            value = Values(self.seed, index, self.protocol).value()
            written = pickle.dumps(value, self.protocol)
            slowly = self.slowly(value)
            self.one(index, value, written, True)
            if slowly not in (written, None):
                self.one(index, value, slowly, False)
        self.frames.send(b"D", (
            "%d values, %d pickles: %d of C's written back byte for byte, %d shorter, %d compared with what CPython "
            "itself reads, %d only written by C, %d not measured since CPythons differ" % (
                self.count, self.pickles, self.identical, self.shorter, self.by_baseline, self.refused,
                self.unmeasured)).encode())
        self.frames.close()

    def slowly(self, value):
        try:
            return pickle._dumps(value, self.protocol)
        except AssertionError:  # CPython's own, where one buffer of numpy comes twice
            self.refused += 1
            return None

    def one(self, index, value, data, is_of_c):
        self.pickles += 1
        json = make_pickles.canonical(data).encode("ascii")
        self.frames.send(b"J", struct.pack("<II", index, len(data)) + data + json)
        for target in self.targets(index):
            self.trip(index, value, data, target, is_of_c)

    def targets(self, index):
        if self.written is not None:
            return [self.written]
        own = max(self.protocol, 2)
        others = [p for p in range(2, min(pickle.HIGHEST_PROTOCOL, 5) + 1) if p != own]
        return [own, others[index % len(others)]]

    def trip(self, index, value, data, target, is_of_c):
        kind, answer = self.frames.ask(b"R", bytes([target]) + data)
        if kind == b"E":
            problem, answer = answer.decode("utf-8", "replace"), b""
        else:
            problem = self.judge(value, data, target, is_of_c, answer)
        if problem:
            self.frames.send(b"F", (
                "seed %d, value %d, pickle protocol %d to %d, written by %s\n%s\n%s\ncame   %s\nwent   %s" % (
                    self.seed, index, self.protocol, target, "C" if is_of_c else "Python", problem, short(value, 1000),
                    data.hex(), answer.hex())).encode())

    def judge(self, value, data, target, is_of_c, answer):
        """What is wrong with an answer; None when nothing is."""
        if answer[:2] != bytes([0x80, target]):
            return "the answer is not of pickle protocol %d" % target
        try:
            result = pickle.loads(answer)
        except Exception as error:
            return "CPython does not read it: %s: %s" % (type(error).__name__, error)
        found = difference(value, result)
        if found:
            baseline = pickle.loads(data)
            if difference(value, baseline) is None:
                return found
            self.by_baseline += 1  # CPython itself does not give back the very same
            found = difference(baseline, result)
            if found:
                return found
        return self.measure(data, answer) if is_of_c and target == self.protocol else None

    def is_written_differently(self, data):
        """Whether the versions of CPython differ in how they write this; .NET writes it in one of the ways."""
        if self.protocol < 4 and (b"bytearray\n" in data or sys.version_info >= (3, 13) and b"getattr\n" in data):
            return True  # the call for a bytearray goes by way of bytes since 3.8, that for a nested name is shorter
        if sys.version_info < (3, 12) and b"fractions" in data:
            return True  # as a text before, which is shorter for small whole numbers
        return sys.version_info >= (3, 15) and len(data) > 1000  # a last batch of one item has no MARK

    def measure(self, data, answer):
        if self.is_written_differently(data):
            self.unmeasured += 1
            return None
        self.identical += answer == data
        self.shorter += len(answer) < len(data)
        return "%d bytes, CPython's pickle has %d" % (len(answer), len(data)) if len(answer) > len(data) else None


def main():
    sys.setrecursionlimit(20000)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    Run(*map(int, sys.argv[1:])).all()


if __name__ == "__main__":
    main()
