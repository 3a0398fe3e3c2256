"""What opens first where several kernels are there, one, or none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tui.attaching import ConnectPage, Wanted
from tui.config import Settings, SpecSettings
from tui.first_choice import first_choice, has_program
from tui.model.kernelspec import KernelSpec
from tui.stores.kernelspecs import Kernelspecs
from tui.stores.used_places import note_place, used_places


def spec(name: str, program: str = sys.executable) -> KernelSpec:
    return KernelSpec(name, (program, "-f", "{connection_file}"), name, "python")


def found(*specs: KernelSpec) -> Kernelspecs:
    return Kernelspecs({each.name: each for each in specs})


GONE = spec("gone", "/no/such/program")
PICK = Wanted(page=ConnectPage.NEW)
INSTALL = Wanted(page=ConnectPage.NEW, installs=True)


@pytest.mark.parametrize(
    ("kernelspecs", "first"),
    [
        pytest.param(found(spec("one")), spec("one"), id="the only one"),
        pytest.param(found(spec("one"), spec("two")), PICK, id="several"),
        pytest.param(found(GONE, spec("two")), spec("two"), id="the only one that can start"),
        pytest.param(found(GONE), INSTALL, id="none that can start"),
        pytest.param(found(), INSTALL, id="none"),
        pytest.param(Kernelspecs({}, not_allowed=frozenset({"one"})), None, id="none is allowed"),
    ],
)
def test_what_is_first(kernelspecs: Kernelspecs, first: object) -> None:
    assert first_choice(kernelspecs, Settings()) == first


@pytest.mark.parametrize(
    "settings",
    [Settings(names_kernel=True), Settings(kernelspecs=SpecSettings(manager_class="some.Class"))],
)
def test_what_the_settings_say_opens(settings: Settings) -> None:
    assert first_choice(found(spec("one"), spec("two")), settings) is None
    assert first_choice(found(), settings) is None


@pytest.mark.parametrize(
    ("program", "there"),
    [
        ("python", True),
        ("python3", True),
        ("python3.12", True),
        ("sh", True),
        ("{prefix}/bin/R", True),
        ("pythonesque", False),
        ("/no/such/program", False),
        ("", False),
    ],
)
def test_a_program_is_looked_for_as_a_launch_does(program: str, there: bool) -> None:
    assert has_program(spec("one", program)) is there


def test_a_kernelspec_has_a_path_of_its_own(tmp_path: Path) -> None:
    program = tmp_path / "kernel-program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    own = KernelSpec("own", ("kernel-program",), "own", "any", env={"PATH": str(tmp_path)})
    assert has_program(own)
    assert not has_program(spec("other", "kernel-program"))


def test_kernels_are_remembered_beside_other_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    note_place("hosts", "ada@host")
    for name in ("bash", "python3", "bash"):
        note_place("kernels", name)
    assert used_places("kernels") == ["bash", "python3"]
    assert used_places("hosts") == ["ada@host"]
