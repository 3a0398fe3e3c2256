"""`jtui kernelspec` in a process of its own, and kernelspecs for it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect

Jtui = Callable[..., subprocess.CompletedProcess[str]]
Terminal = Callable[..., "pexpect.spawn[str]"]

COMMAND = ("-m", "tui", "kernelspec")
IPYTHON = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "IPython",
    "language": "python",
}


def program(code: str) -> dict[str, Any]:
    """The `kernel.json` of a Python program."""
    argv = [sys.executable, "-c", f"import os, sys, time\n{code}", "{connection_file}"]
    return {"argv": argv, "display_name": "Program", "language": "none"}


FAILING = program("print('one\\ntwo', file=sys.stderr); sys.exit(3)")
SLEEPING = program("time.sleep(1000)")


def status_of(child: pexpect.spawn[str]) -> int | None:
    """Wait for the end, and answer the exit status."""
    child.expect(pexpect.EOF)
    assert "Traceback" not in child.before
    child.close()
    status: int | None = child.exitstatus
    return status


def configure(tmp_path: Path, **sections: Any) -> None:
    (tmp_path / "config").mkdir(exist_ok=True)
    (tmp_path / "config" / "jupyter_config.json").write_text(json.dumps(sections))


def until(condition: Callable[[], object]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
