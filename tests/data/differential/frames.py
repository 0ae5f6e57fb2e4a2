"""Frames between these programs and the .NET tests: one letter, the length in 4 bytes (little-endian), the body.

They own standard input and output; what Python code prints goes to standard error instead.
"""
import os
import struct
import sys

HEADER = struct.Struct("<cI")


class Frames(object):
    def __init__(self):
        self.input = os.fdopen(os.dup(0), "rb")
        self.output = os.fdopen(os.dup(1), "wb")
        sys.stdout = sys.stderr

    def send(self, kind, body=b""):
        self.output.write(HEADER.pack(kind, len(body)))
        self.output.write(body)

    def receive(self):
        """The next frame; None at the end of the input."""
        self.output.flush()
        header = self.input.read(HEADER.size)
        if len(header) < HEADER.size:
            return None
        kind, length = HEADER.unpack(header)
        return kind, self.input.read(length)

    def ask(self, kind, body):
        self.send(kind, body)
        answer = self.receive()
        if answer is None:
            sys.exit("the tests ended early")
        return answer

    def close(self):
        self.output.flush()
