"""A stock manager with one queue; nothing in it knows of .NET. Run client.cs meanwhile."""

from __future__ import annotations

import queue
from multiprocessing.managers import BaseManager

jobs: queue.Queue[dict[str, object]] = queue.Queue()


class Manager(BaseManager):
    """Shares ``jobs`` under the name ``get_jobs``."""


Manager.register("get_jobs", callable=lambda: jobs)

if __name__ == "__main__":
    for number in range(10):
        jobs.put({"number": number, "name": f"job {number}"})
    manager = Manager(address=("127.0.0.1", 28500), authkey=b"sesame")
    print("listening at 127.0.0.1:28500; stop with Ctrl-C", flush=True)
    manager.get_server().serve_forever()
