"""A client without a screen: jupyter_client alone, driven by one JSON object a line.

`{"code": ...}` runs a cell and answers `{"seconds": ..., "cpu": ..., "messages": ...}` when its
reply and its idle are in; with `"interrupt_after"` seconds it is interrupted then, and `seconds`
counts from there. `{"complete": ...}` asks for completions at the end of a text instead. It runs
in the environment of the peers.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager


def main() -> None:
    """Start a kernel, then answer requests until the input ends."""
    kernel = KernelManager(kernel_name="python3")
    kernel.start_kernel()
    context = zmq.Context()
    # jupyter_client's default loses output that is not read at once.
    context.rcvhwm = 0
    client = BlockingKernelClient(context=context)
    client.load_connection_info(kernel.get_connection_info())
    client.start_channels()
    client.wait_for_ready(timeout=60)
    try:
        for line in sys.stdin:
            request = json.loads(line)
            if "complete" in request:
                answer = _complete(client, request["complete"])
            else:
                answer = _run(kernel, client, **request)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


def _complete(client: Any, text: str) -> dict[str, float]:
    cpu, start = time.process_time(), time.perf_counter()
    request = client.complete(text, len(text))
    while client.get_shell_msg(timeout=20)["parent_header"].get("msg_id") != request:
        pass
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "cpu": time.process_time() - cpu, "messages": 0}


def _run(kernel: Any, client: Any, code: str, interrupt_after: float = 0) -> dict[str, float]:
    cpu, start = time.process_time(), time.perf_counter()
    request = client.execute(code)
    interrupt_at = start + interrupt_after if interrupt_after else float("inf")
    poller = zmq.Poller()
    poller.register(client.iopub_channel.socket, zmq.POLLIN)
    poller.register(client.shell_channel.socket, zmq.POLLIN)
    replied = idle = False
    messages = 0
    while not (replied and idle):
        if time.perf_counter() > interrupt_at:
            start, interrupt_at = time.perf_counter(), float("inf")
            kernel.interrupt_kernel()
        ready = dict(poller.poll(20 if interrupt_at < float("inf") else None))
        if client.iopub_channel.socket in ready:
            message = client.iopub_channel.get_msg()
            messages += 1
            if message["parent_header"].get("msg_id") == request:
                idle |= message["content"].get("execution_state") == "idle"
        if client.shell_channel.socket in ready:
            message = client.shell_channel.get_msg()
            replied |= message["parent_header"].get("msg_id") == request
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "messages": messages,
    }


if __name__ == "__main__":
    main()
