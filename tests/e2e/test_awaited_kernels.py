"""A kernel that only a configured class has, opened at the start: it answers late, or never."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.harness import Jtui
from tests.unit.stores.kernelspecs.providers import is_running, noted

pytestmark = [pytest.mark.e2e, pytest.mark.alone]

CLASS = """
import os, time
from jupyter_client.kernelspec import KernelSpecManager

class Specs(KernelSpecManager):
    def get_all_specs(self):
        with open({pids!r}, "a") as file:
            file.write(f"{{os.getpid()}}\\n")
        while not os.path.exists({answers!r}):
            time.sleep(0.05)
        specs = super().get_all_specs()
        argv = [{python!r}, "-m", "ipykernel_launcher", "-f", "{{connection_file}}"]
        spec = {{"argv": argv, "display_name": "Conda One", "language": "python"}}
        specs["conda-one"] = {{"resource_dir": "", "spec": spec}}
        return specs
"""


@pytest.fixture
def pids(jtui: Jtui) -> Path:
    """Where the class notes its processes; it answers when there is a file `answers` beside it."""
    pids, answers = jtui.directory / "pids", jtui.directory / "answers"
    pids.touch()
    code = CLASS.format(pids=str(pids), answers=str(answers), python=sys.executable)
    modules = jtui.directory / "home" / "modules"
    modules.mkdir()
    (modules / "own_class.py").write_text(code)
    # A file in Python is run before the class is looked for.
    (jtui.config / "jupyter_config.py").write_text(
        f"import sys; sys.path.insert(0, {str(modules)!r})\n"
        'c.JupyterApp.kernel_spec_manager_class = "own_class.Specs"\n'
    )
    return pids


def configure(jtui: Jtui, **settings: object) -> None:
    (jtui.config / "jupyter_tui_config.json").write_text(json.dumps({"JtuiApp": settings}))


@pytest.mark.parametrize("argv", [["--kernel", "conda-one"], []], ids=["demanded", "default"])
def test_while_the_class_is_asked_keys_work_and_what_is_entered_runs_later(
    jtui: Jtui, pids: Path, argv: list[str]
) -> None:
    configure(jtui, default_kernel="conda-one")
    jtui.start(*argv, size=(120, 40))
    jtui.wait_for("Asking own_class.Specs for its kernels…")
    jtui.wait_state("starting")
    jtui.enter("6*7")
    jtui.wait_for("6*7")
    assert "42" not in jtui.text
    (jtui.directory / "answers").touch()
    jtui.wait_for("Out[1]: 42")
    assert "Conda One" in jtui.text
    assert len(noted(pids)) == 1


def test_leaving_while_the_class_hangs_takes_no_time_and_leaves_nothing(
    jtui: Jtui, pids: Path
) -> None:
    jtui.start("--kernel", "conda-one", size=(80, 24))
    jtui.wait_for("Asking own_class.Specs")
    jtui.wait_for(lambda: len(noted(pids)) == 1)
    # The list of kernels is asked for too, of the same process.
    jtui.press("f4")
    jtui.wait_for("filter: name")
    jtui.settle()
    assert len(noted(pids)) == 1
    jtui.press("escape")
    jtui.wait_for("Asking own_class.Specs")
    begun = time.monotonic()
    jtui.press("ctrl+q")
    assert jtui.wait_exit() == 0
    assert time.monotonic() - begun < 5.0
    assert not any(map(is_running, noted(pids)))
    jtui.check_nothing_is_left()


def test_a_default_kernel_that_the_class_does_not_have_is_said_and_another_opens(
    jtui: Jtui, pids: Path
) -> None:
    configure(jtui, default_kernel="nowhere")
    (jtui.directory / "answers").touch()
    jtui.start(size=(120, 40))
    jtui.wait_for("There is no kernel called nowhere.")
    jtui.wait_state("idle")
    jtui.enter("6*7")
    jtui.wait_for("Out[1]: 42")


def test_a_demanded_kernel_that_the_class_does_not_have_is_looked_for_again_by_a_restart(
    jtui: Jtui, pids: Path
) -> None:
    (jtui.directory / "answers").touch()
    jtui.start("--kernel", "python3", "--kernel", "conda-two", size=(120, 40))
    jtui.press("alt+2")
    jtui.wait_for("There is no kernel called conda-two.")
    module = jtui.directory / "home" / "modules" / "own_class.py"
    module.write_text(module.read_text().replace("conda-one", "conda-two"))
    jtui.press("f7")
    jtui.wait_state("idle")
    jtui.enter("6*7")
    jtui.wait_for("Out[1]: 42")
