"""The process in which a configured class is asked for its kernels; see `provider_question`."""

from __future__ import annotations

import importlib
import json
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from traitlets.config import Configurable

from tui.stores.kernelspecs import LARGEST_FILE
from tui.stores.kernelspecs.configured import config_for

_LONGEST_NAME = 1_000


def main(arguments: Sequence[str]) -> None:
    """Write what the class has as lines of JSON; `arguments` are its name and configuration files.

    A line is a name, a directory, a kernelspec and what is wrong with it; `null` is the last one.
    What goes wrong with all ends the process, and the last line of its stderr says what.
    """
    # Whatever the class prints is no answer. The end of the answers must not be heard before the
    # end of the process, which writes what went wrong after it has left here.
    answers = os.fdopen(os.dup(1), "w", closefd=False)
    os.dup2(2, 1)
    _end_with_jtui()
    name, *files = arguments
    module, _, attribute = name.rpartition(".")
    if not module:
        raise SystemExit(f"{name} is not the full name of a class.")
    found = getattr(importlib.import_module(module), attribute)
    if not (isinstance(found, type) and issubclass(found, Configurable)):
        raise SystemExit(f"{name} is not a class with settings.")
    manager: Any = found(config=config_for([Path(file) for file in files], found))
    specs = manager.get_all_specs()
    if not isinstance(specs, Mapping):
        raise SystemExit("It answers something that is no table of kernels.")
    with answers:
        for each, answer in specs.items():
            answers.write(f"{_line(str(each), answer)}\n")
        answers.write("null\n")


def _end_with_jtui() -> None:
    """End this process group when jtui is gone, however it ended: that closes this stdin."""
    watched = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def wait() -> None:
        os.read(watched, 1)
        os.killpg(0, signal.SIGKILL)

    Thread(target=wait, name="end with jtui", daemon=True).start()


def _line(name: str, answer: object) -> str:
    """What the class says about one kernel, which may be nonsense, as JSON of a bounded length."""
    found = answer if isinstance(answer, Mapping) else {}
    directory, spec = found.get("resource_dir"), found.get("spec")
    try:
        line = json.dumps([name, directory, spec, ""], default=str)
    except (TypeError, ValueError, RecursionError) as error:
        problem = f"what the class says about it is no JSON: {error}"
    else:
        if len(line) <= LARGEST_FILE:
            return line
        problem = f"what the class says about it is larger than {LARGEST_FILE:,} bytes"
    return json.dumps([name[:_LONGEST_NAME], None, None, problem[:_LONGEST_NAME]])
