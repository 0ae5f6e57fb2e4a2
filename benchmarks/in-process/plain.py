"""The comparison: a plain CPython process that sets an item of a manager's dict, as often as each line of input says."""

import sys
import time
from multiprocessing.managers import DictProxy, Token

address, ident, key = sys.argv[1], sys.argv[2], bytes.fromhex(input())
shared = DictProxy(Token("dict", address, ident), "pickle", authkey=key)
print("ready", flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    for i in range(int(line)):
        shared["k"] = i
    print(time.perf_counter() - start, flush=True)
