"""A stock manager that shares one dict; nothing in it knows of .NET. Run it beside the application.

``STOCK_AUTHKEY=sesame python stock.py [PORT]``
"""

from __future__ import annotations

import os
import sys
from multiprocessing.managers import BaseManager, DictProxy

stock = {"apple": 10, "pear": 4, "plum": 100}


class Manager(BaseManager):
    """Shares ``stock`` under the name ``get_stock``."""


Manager.register("get_stock", callable=lambda: stock, proxytype=DictProxy)

if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 28600
    manager = Manager(("127.0.0.1", port), os.environ["STOCK_AUTHKEY"].encode())
    server = manager.get_server()
    host, bound = server.address
    print(f"listening at {host}:{bound}", flush=True)
    server.serve_forever()
