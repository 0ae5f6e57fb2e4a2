"""The shortest manager with a queue; hello.cs puts something in. It ends with Ctrl-C."""

import queue
from multiprocessing.managers import BaseManager

shared = queue.Queue()
BaseManager.register("get_queue", callable=lambda: shared)

server = BaseManager(("127.0.0.1", 50000), b"secret").get_server()
print("listening at", server.address)
server.serve_forever()  # any Python or .NET program may put and get now
