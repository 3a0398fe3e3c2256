"""The process in which a configured class is asked for its kernels; see `providing`."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from traitlets.config import Configurable

from tui.stores.kernelspecs.configured import config_for


def main(arguments: Sequence[str]) -> None:
    """Write what the class has as JSON; `arguments` are its name and the configuration files.

    What goes wrong ends the process, and the last line of its stderr says what.
    """
    # Whatever the class prints is no answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    name, *files = arguments
    module, _, attribute = name.rpartition(".")
    if not module:
        raise SystemExit(f"{name} is not the full name of a class.")
    found = getattr(importlib.import_module(module), attribute)
    if not (isinstance(found, type) and issubclass(found, Configurable)):
        raise SystemExit(f"{name} is not a class with settings.")
    manager = found(config=config_for([Path(file) for file in files], found))
    specs = manager.get_all_specs()  # type: ignore[attr-defined]
    with answers:
        json.dump(specs, answers, default=str)
