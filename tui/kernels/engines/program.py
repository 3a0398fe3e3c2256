"""Run by an interpreter that has ipyparallel, and asks a cluster; imports nothing of jtui.

`engines FILE LIMIT` answers which engines there are, `bind FILE LIMIT ID` makes one of them listen
as a kernel and answers where. FILE is the controller's file for clients, LIMIT is in seconds. The
answer is one object of JSON on stdout; what else goes wrong is on the last line of stderr.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
from typing import Any


def main() -> None:
    """Answer the question in `sys.argv`."""
    # Whatever a library prints is no answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    threading.Thread(target=end_with_jtui, daemon=True).start()
    with answers:
        json.dump(answer(*sys.argv[1:]), answers)


def end_with_jtui() -> None:
    """End this process group when jtui is gone, however it ended: that closes this stdin."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


def answer(what: str, file: str, limit: str, engine_id: str = "") -> Any:
    """The answer, or an object with the reason as `problem`."""
    try:
        ipyparallel: Any = importlib.import_module("ipyparallel")
    except ImportError:
        return {"problem": "missing"}
    late = (TimeoutError, ipyparallel.error.TimeoutError)
    try:
        client = ipyparallel.Client(file, timeout=float(limit))
    except late:
        return {"problem": "silent"}
    if what == "engines":
        return {"ids": sorted(client.ids)}
    if int(engine_id) not in client.ids:
        return {"problem": "no engine", "ids": sorted(client.ids)}
    try:
        return client[int(engine_id)].apply_async(listen).get(float(limit))
    except late:
        return {"problem": "busy"}


def listen() -> Any:
    """On the engine: listen as a kernel, where that is not so yet, and say where."""
    # Only the function is sent to the engine, so it imports what it needs.
    import importlib
    import os
    import socket

    importlib.import_module("ipyparallel").bind_kernel()
    engine: Any = importlib.import_module("ipyparallel.engine.app").IPEngine
    connect: Any = importlib.import_module("ipykernel.connect")
    return {
        "connection": connect.get_connection_info(),
        "file": engine.instance().kernel_app.abs_connection_file,
        "host": socket.gethostname(),
        "pid": os.getpid(),
    }


if __name__ == "__main__":
    main()
