"""What importing a part of jtui loads: the core no toolkit, the start nothing that is slow."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import tui

CORE = ("tui.wire", "tui.model", "tui.kernels", "tui.stores", "tui.config")
SLOW = {"textual", "jupyter_client", "zmq", "tornado", "rich", "pygments", "ipykernel", "IPython"}

# Kernels are spoken to over zmq, but not before their processes are started.
SPEAKING = {"zmq", "jupyter_client", "tornado"}


def modules_of(package: str) -> list[str]:
    root = Path(tui.__file__).parent.joinpath(*package.split(".")[1:])
    found = pkgutil.walk_packages([str(root)], f"{package}.")
    return [package, *(module.name for module in found)]


def loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded after a fresh interpreter ran `code`."""
    script = f"import json, sys\n{code}\njson.dump(sorted(sys.modules), sys.stdout)"
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("package", CORE)
def test_the_core_loads_no_toolkit(package: str) -> None:
    modules = modules_of(package)
    assert len(modules) > 1
    loaded = loaded_by("\n".join(f"import {module}" for module in modules))
    assert "tui" in loaded
    assert loaded & {"textual", "rich"} == set()


@pytest.mark.parametrize("package", ["tui.wire", "tui.model", "tui.stores", "tui.config"])
def test_only_kernels_load_what_speaks_to_them(package: str) -> None:
    loaded = loaded_by("\n".join(f"import {module}" for module in modules_of(package)))
    assert loaded & SPEAKING == set()


def test_nothing_slow_is_loaded_before_kernels_are_launched() -> None:
    loaded = loaded_by("import tui.__main__, tui.cli, tui.kernels.launch")
    assert loaded & SLOW == set()


def test_the_parts_of_the_command_are_not_loaded_by_its_entry_point() -> None:
    assert "traitlets" not in loaded_by("import tui.__main__")
