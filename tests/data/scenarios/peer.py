"""Python's side of the scenarios: makes the calls with multiprocessing's own proxies, and judges what .NET got.

It starts a manager, whose key is the first line of standard input, and prints {"address", "version"}.
Then it answers each line of JSON, the name of a method of Peer and its arguments, with one. It ends, and its manager
with it, at the end of its input or when it is told to "stop". Runs on CPython 3.6+.
"""

import json
import os
import platform
import sys
import traceback
from multiprocessing.connection import Client
from multiprocessing.managers import RemoteError, SyncManager, Token, dispatch

import outcomes
import scenarios
from outcomes import Outcome

# How one writes these in Python; the proxies have no methods of these names.
SYNTAX = {"__getattribute__": getattr, "__setattr__": setattr, "__delattr__": delattr}


class Peer:
    def __init__(self, key):
        self.files, cases = scenarios.read(os.path.dirname(os.path.abspath(__file__)))
        self.cases = {case.id: case for case in cases}
        self.order = [case.id for case in cases]
        self.kept = {}  # what cases share, by the call that made it
        self.methods = {}  # what the server exposes, by typeid
        self.subject = None
        self.outcome = None
        # Not over TCP: there each of Python's own calls waits for a delayed acknowledgement.
        self.manager = SyncManager(authkey=key)
        self.manager.start()

    def hello(self):
        return {"address": self.manager.address, "version": platform.python_version()}

    def plan(self):
        """Every case of this version, with what .NET needs to do the same."""
        return {"typeids": sorted(self.files), "cases": [self.cases[id].to_json() for id in self.order]}

    def run(self, id):
        """Makes the call of a case on an object of its own, and lends that object to .NET where it has a state to read."""
        case = self.cases[id]
        self.subject = None
        try:
            self.subject = self.create(case.creation, case.shared)
        except Exception as error:
            if case.call:
                raise
            self.outcome = outcomes.of(lambda: self.fail(error))
        else:
            for step in case.setup:
                self.make(self.subject, step)
            self.outcome = (Outcome("value") if case.call is None else
                            outcomes.of(lambda: self.make(self.subject, case.call, case.raw), self.subject))
        answer = {"problem": self.expect(case)}
        if self.subject is not None and case.state:
            answer["reference"] = self.lend(self.subject)
        return answer

    def judge(self, id, outcome, reference, reads):
        """Compares with what .NET got from the same call, what is in its object now, and what it read from ours."""
        case = self.cases[id]
        theirs = outcomes.from_json(outcome)
        problems = []
        ours = self.outcome
        if ours.kind == "self" and theirs.kind == "value":
            ours = Outcome("value", self.subject._getvalue())  # the server sends the whole of it
        if not ours.equals(theirs):
            problems.append("Python got %r, .NET %r" % (self.outcome, theirs))
        if reference and case.state:
            subject = self.borrow(reference)
            for step, expected in case.state:
                found = outcomes.of(lambda: self.make(subject, step))
                if not found.equals(Outcome("value", expected)):
                    problems.append(".NET left %s: %r, not %r" % (step.method, found, expected))
        for (step, expected), read in zip(case.state, reads):
            found = outcomes.from_json(read)
            if not found.equals(Outcome("value", expected)):
                problems.append(".NET read %s: %r, not %r" % (step.method, found, expected))
        return {"problems": problems}

    def expect(self, case):
        """What is wrong with Python's own outcome; None when it is as written."""
        ours, given = self.outcome, case.given
        if "result" in given:
            if given["result"] == "self":
                right = ours.kind == "self"
            else:
                expected = Outcome("proxy" if "proxy" in given else "value",
                                   outcomes.settle(scenarios.evaluate(given["result"])), given.get("proxy"))
                right = ours.equals(expected)
        elif "raises" in given:
            right = (ours.kind, ours.name) == ("raised", outcomes.name_of(scenarios.evaluate(given["raises"])))
        else:
            right = ours.kind == "traceback" and ours.name.endswith("." + given["traceback"])
        return None if right else "%s: Python got %r, and not what is written: %r" % (case.id, ours, given)

    def create(self, steps, shared):
        """A fresh object; what is shared, and what a chain starts with, is made once."""
        first = steps[0]
        keep = shared or len(steps) > 1
        proxy = self.kept.get(first.key) if keep else None
        if proxy is None:
            proxy = getattr(self.manager, first.method)(*first.args, **first.kwds)
            if keep:
                self.kept[first.key] = proxy
        for step in steps[1:]:
            proxy = self.make(proxy, step)
        return proxy

    @staticmethod
    def make(proxy, step, raw=False):
        if step.method == scenarios.GETVALUE:
            return proxy._getvalue()
        if raw:
            return object.__getattribute__(proxy, "_callmethod")(step.method, step.args, step.kwds)
        if step.method in SYNTAX:
            return SYNTAX[step.method](proxy, *step.args)
        return getattr(proxy, step.method)(*step.args, **step.kwds)

    @staticmethod
    def fail(error):
        raise error

    def lend(self, proxy):
        """A reference that .NET gives back."""
        token = proxy._token
        self.server(token.address, "incref", token.id)
        return {"typeId": token.typeid, "ident": token.id, "exposed": self.exposed_by(token)}

    def borrow(self, reference):
        """A proxy for an object that .NET has, for as long as .NET keeps it."""
        proxytype = self.manager._registry[reference["typeId"]][-1]
        token = Token(reference["typeId"], self.manager.address, reference["ident"])
        return proxytype(token, "pickle", manager=self.manager, authkey=self.manager._authkey,
                         exposed=reference["exposed"], incref=False)

    def server(self, address, function, *args):
        connection = Client(address, authkey=self.manager._authkey)
        try:
            return dispatch(connection, None, function, args)
        finally:
            connection.close()

    def exposed(self, typeid):
        """The methods that the server exposes of a typeid; null when it does not have it."""
        data = self.files[typeid]
        if not scenarios.applies(data):
            try:
                getattr(self.manager, typeid)()
            except (AttributeError, RemoteError):
                return {"exposed": None}
        proxy = self.create(scenarios.parse(data["new"]), data.get("shared", False))
        return {"exposed": self.exposed_by(proxy._token)}

    def exposed_by(self, token):
        if token.typeid not in self.methods:
            self.methods[token.typeid] = sorted(set(self.server(token.address, "get_methods", token)))
        return self.methods[token.typeid]


def main():
    peer = Peer(sys.stdin.readline().strip().encode())
    say(peer.hello())
    for line in sys.stdin:
        question = json.loads(line)
        if question["do"] == "stop":
            break
        try:
            say(getattr(peer, question.pop("do"))(**question))
        except Exception:
            say({"error": traceback.format_exc()})
    peer.manager.shutdown()


def say(answer):
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
