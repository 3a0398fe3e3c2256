"""Classes that provide kernelspecs, well or badly, and the processes they run in."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MODULE = "provider_of_specs"

CLASSES = '''
import json, os, subprocess, sys, threading, time
from jupyter_client.kernelspec import KernelSpecManager
from traitlets import Unicode

SPEC = {"argv": ["run", "{connection_file}"], "display_name": "P", "language": "p"}

def note():
    """Say in a file which process this is, in a line for each."""
    with open(os.environ["PID_FILE"], "a") as file:
        file.write(f"{os.getpid()}\\n")

class Specs(KernelSpecManager):
    kernel = Unicode("default").tag(config=True)

    def get_all_specs(self):
        print("this is no answer")
        specs = super().get_all_specs()
        specs[self.kernel] = {"resource_dir": "", "spec": SPEC}
        specs["both"] = {"resource_dir": "/somewhere/both", "spec": SPEC}
        specs["odd"] = {"resource_dir": 3, "spec": {"argv": "x"}}
        specs["empty"] = None
        return specs

class Noted(Specs):
    def get_all_specs(self):
        note()
        return super().get_all_specs()

class Filtering(KernelSpecManager):
    def find_kernel_specs(self):
        found = super().find_kernel_specs()
        return {name: path for name, path in found.items() if name.startswith("a")}

class Changing(KernelSpecManager):
    def get_all_specs(self):
        specs = super().get_all_specs()
        specs["a"]["spec"]["argv"] = ["conda", "run", *specs["a"]["spec"]["argv"]]
        return specs

class Native(KernelSpecManager):
    def get_all_specs(self):
        self.kernel_dirs = []
        return super().get_all_specs()

class Empty(KernelSpecManager):
    def get_all_specs(self):
        return {}

class Raising(KernelSpecManager):
    def get_all_specs(self):
        raise RuntimeError("conda\\x1b[31m is not there")

class Exiting(KernelSpecManager):
    def get_all_specs(self):
        os._exit(0)

class Listing(KernelSpecManager):
    def get_all_specs(self):
        return ["a"]

class Hanging(KernelSpecManager):
    def get_all_specs(self):
        note()
        code = "import os, time; open(os.environ['PID_FILE'], 'a').write(f'{os.getpid()}\\\\n')"
        subprocess.Popen([sys.executable, "-c", code + "; time.sleep(1000)"])
        time.sleep(1000)

class Flooding(KernelSpecManager):
    def get_all_specs(self):
        note()
        line = b"flood " * 10_000 + b"\\n"
        while True:
            os.write(self.descriptor, line)

class FloodingStdout(Flooding):
    descriptor = 1

class FloodingStderr(Flooding):
    descriptor = 2

class Chatting(Specs):
    def get_all_specs(self):
        for number in range(20):
            os.write(2, b"x" * 100_000)
        return super().get_all_specs()

class Huge(KernelSpecManager):
    def get_all_specs(self):
        note()
        return {f"k{n}": {"resource_dir": "x" * 900_000, "spec": SPEC} for n in range(60)}

class Many(KernelSpecManager):
    def get_all_specs(self):
        return {f"k{n}": {"resource_dir": "", "spec": SPEC} for n in range(20_001)}

class Large(KernelSpecManager):
    def get_all_specs(self):
        large = SPEC | {"display_name": "x" * 1_000_000}
        circle = {}
        circle["self"] = circle
        return {
            "large": {"resource_dir": "", "spec": large},
            "circle": {"resource_dir": "", "spec": circle},
            "n" * 2_000_000: {"resource_dir": "", "spec": SPEC},
            "good": {"resource_dir": "", "spec": SPEC},
        }

class Lingering(Specs):
    def get_all_specs(self):
        note()
        threading.Thread(target=time.sleep, args=(1000,)).start()
        return super().get_all_specs()
'''


def write_classes(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have them importable as `MODULE`; answers the file in which they note their processes."""
    modules, pids = directory / "modules", directory / "pids"
    modules.mkdir()
    (modules / f"{MODULE}.py").write_text(CLASSES)
    pids.touch()
    monkeypatch.syspath_prepend(str(modules))
    monkeypatch.setenv("PID_FILE", str(pids))
    return pids


def configure(config: Path, /, **sections: Any) -> None:
    """Write the user's configuration file for all of Jupyter's programs."""
    config.mkdir(exist_ok=True)
    (config / "jupyter_config.json").write_text(json.dumps(sections))


def noted(pids: Path) -> list[int]:
    """The processes in the file, as far as their lines are whole."""
    return [int(line) for line in pids.read_text().splitlines(keepends=True) if line[-1] == "\n"]


def is_running(pid: int) -> bool:
    """Whether it is there and no zombie."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


async def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
