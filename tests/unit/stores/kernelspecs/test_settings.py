"""Configured kernelspecs: which are allowed, and what a class of the user's provides."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.stores.kernelspecs.trees import install
from tui.errors import KernelspecError
from tui.model.spec_entry import Place, SpecState
from tui.stores.kernelspecs import find_kernelspecs
from tui.stores.kernelspecs.providing import Provided, with_provided
from tui.stores.kernelspecs.settings import SpecSettings, list_allowed, permitted, spec_settings
from tui.stores.kernelspecs.trash import remove


@pytest.fixture
def config(data: Path) -> Path:
    """The user's directory of configuration files."""
    path = data.parent / "config"
    path.mkdir()
    return path


def configure(config: Path, /, **sections: Any) -> None:
    (config / "jupyter_config.json").write_text(json.dumps(sections))


def by_jupyter() -> set[str]:
    done = subprocess.run(
        [sys.executable, "-m", "jupyter_client.kernelspecapp", "list", "--json"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout)["kernelspecs"])


def usable(settings: SpecSettings) -> set[str]:
    return {entry.name for entry in list_allowed(settings) if entry.state is SpecState.USABLE}


def test_without_configuration_nothing_is_read(data: Path) -> None:
    install(data / "kernels", "some")
    assert spec_settings() == SpecSettings()
    code = "import sys\nfrom tui.stores.kernelspecs.settings import spec_settings\nspec_settings()"
    subprocess.run(
        [sys.executable, "-c", f"{code}\nassert 'traitlets' not in sys.modules"],
        check=True,
        timeout=60,
    )


@pytest.mark.parametrize("key", ["allowed_kernelspecs", "whitelist"])
def test_only_allowed_kernels_are_usable_as_in_jupyter(data: Path, config: Path, key: str) -> None:
    for name in ("a", "b", "Python3"):
        install(data / "kernels", name)
    configure(config, KernelSpecManager={key: ["a", "nowhere"]}, Other={"x": 1})
    settings = spec_settings()
    assert usable(settings) == by_jupyter() == {"a"}
    (b,) = (entry for entry in list_allowed(settings) if entry.name == "b")
    assert b.state is SpecState.NOT_ALLOWED
    specs = permitted(find_kernelspecs(), settings)
    assert set(specs.specs) == {"a"}
    with pytest.raises(KernelspecError, match="does not allow the kernel b"):
        specs.get("b")
    with pytest.raises(KernelspecError, match="There is no kernel called c"):
        specs.get("c")


def test_the_embedded_kernel_can_be_left_out(data: Path, config: Path, tmp_path: Path) -> None:
    configure(config, KernelSpecManager={"ensure_native_kernel": False})
    settings = spec_settings()
    assert list_allowed(settings, [tmp_path]) == ()
    embedded = find_kernelspecs([tmp_path])
    assert set(embedded.specs) == {"python3"}
    assert permitted(embedded, settings).specs == {}
    install(tmp_path / "kernels", "python3")
    assert set(permitted(find_kernelspecs([tmp_path / "kernels"]), settings).specs) == {"python3"}


def test_configuration_in_python_and_of_jtui_itself_counts(data: Path, config: Path) -> None:
    configure(config, KernelSpecManager={"allowed_kernelspecs": ["a"]})
    (config / "jupyter_tui_config.py").write_text(
        "c = get_config()\n"
        "c.KernelSpecManager.allowed_kernelspecs = {'b'}\n"
        "c.JtuiApp.kernel_spec_manager_class = 'some.Class'\n"
    )
    settings = spec_settings()
    assert settings.allowed == {"b"} and settings.manager_class == "some.Class"
    assert settings.problems == ()


def test_what_is_wrong_is_said_once(data: Path, config: Path) -> None:
    configure(
        config,
        KernelSpecManager={"allowed_kernelspecs": 3, "ensure_native_kernel": False, "other": 1},
        JupyterApp={"answer_yes": 3},
        Broken=4,
    )
    (config / "jupyter_tui_config.py").write_text("1/0")
    settings = spec_settings()
    assert settings.allowed == frozenset() and not settings.ensure_native
    (problem,) = settings.problems
    assert "jupyter_config.json" in problem and "allowed_kernelspecs" in problem


@pytest.mark.parametrize(
    "program", ["JtuiApp", "JupyterApp", "JupyterConsoleApp", "ServerApp", "NotebookApp"]
)
def test_the_class_is_found_where_programs_have_it(data: Path, config: Path, program: str) -> None:
    configure(config, **{program: {"kernel_spec_manager_class": "x.Y", "port": 1}})
    assert spec_settings().manager_class == "x.Y"
    own = "jupyter_client.kernelspec.KernelSpecManager"
    configure(config, **{program: {"kernel_spec_manager_class": own}})
    assert spec_settings().manager_class == ""


CLASS = """
import os, subprocess, sys, time
from jupyter_client.kernelspec import KernelSpecManager
from traitlets import Unicode

class Specs(KernelSpecManager):
    kernel = Unicode("default").tag(config=True)

    def get_all_specs(self):
        print("this is no answer")
        specs = super().get_all_specs()
        spec = {"argv": ["run", "{connection_file}"], "display_name": "P", "language": "p"}
        specs[self.kernel] = {"resource_dir": "", "spec": spec}
        specs["both"] = {"resource_dir": "/somewhere/both", "spec": spec}
        specs["odd"] = {"resource_dir": 3, "spec": {"argv": "x"}}
        specs["empty"] = None
        return specs

class Raising(KernelSpecManager):
    def get_all_specs(self):
        raise RuntimeError("conda\\x1b[31m is not there")

class Exiting(KernelSpecManager):
    def get_all_specs(self):
        os._exit(0)

class Hanging(KernelSpecManager):
    def get_all_specs(self):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
        with open(os.environ["PID_FILE"], "w") as file:
            file.write(str(child.pid))
        time.sleep(1000)

class Listing(KernelSpecManager):
    def get_all_specs(self):
        return ["a"]
"""


@pytest.fixture
def provider(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module of classes that provide kernelspecs, which can be imported."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "provider_of_specs.py").write_text(CLASS)
    monkeypatch.syspath_prepend(str(tmp_path / "modules"))
    return "provider_of_specs"


def ask(config: Path, name: str, timeout: float = 60.0, **sections: Any) -> Provided:
    configure(config, JupyterApp={"kernel_spec_manager_class": name}, **sections)
    settings = spec_settings()
    return with_provided(list_allowed(settings), settings, timeout)


def test_without_a_class_nothing_is_asked(data: Path) -> None:
    install(data / "kernels", "some")
    entries = list_allowed(SpecSettings())
    assert with_provided(entries, SpecSettings(), timeout=0) == Provided(entries)


def test_what_a_class_provides_is_listed_beside_the_others(
    data: Path, config: Path, provider: str
) -> None:
    install(data / "kernels", "some")
    both = install(data / "kernels", "both")
    answer = ask(config, f"{provider}.Specs", Specs={"kernel": "Mine"})
    assert answer.problem == ""
    provided = {entry.name: entry for entry in answer.entries if entry.place is Place.PROVIDED}
    assert set(provided) == {"mine", "both", "odd", "empty"}
    mine = provided["mine"]
    assert mine.spec is not None and mine.spec.argv == ("run", "{connection_file}")
    assert mine.spec.name == "mine" and mine.spec.resource_dir is None
    assert mine.provider == f"{provider}.Specs" and mine.state is SpecState.USABLE
    assert not mine.is_on_disk
    with pytest.raises(KernelspecError, match=r"comes from provider_of_specs\.Specs"):
        remove(mine)
    assert "argv is not a list" in provided["odd"].problem
    assert provided["empty"].state is SpecState.BROKEN
    first, second = (entry for entry in answer.entries if entry.name == "both")
    assert first.place is Place.PROVIDED and first.path == Path("/somewhere/both")
    assert second.path == both and second.shadowed_by == Path("/somewhere/both")
    (some,) = (entry for entry in answer.entries if entry.name == "some")
    assert some.place is Place.USER and some.state is SpecState.USABLE


def test_provided_kernels_have_to_be_allowed_too(data: Path, config: Path, provider: str) -> None:
    allowed = {"allowed_kernelspecs": ["both"]}
    answer = ask(config, f"{provider}.Specs", KernelSpecManager=allowed)
    states = {entry.name: entry.state for entry in answer.entries}
    assert states["both"] is SpecState.USABLE
    assert states["default"] is SpecState.NOT_ALLOWED


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("no_such_module.Specs", "No module named 'no_such_module'"),
        ("provider_of_specs.Nothing", "has no attribute 'Nothing'"),
        ("provider_of_specs.VALUE", "has no attribute 'VALUE'"),
        ("provider_of_specs.os", "not a class with settings"),
        ("Specs", "not the full name"),
        ("provider_of_specs.Raising", "RuntimeError: conda␛[31m is not there"),
        ("provider_of_specs.Exiting", "without a word"),
        ("provider_of_specs.Listing", "no table of kernels"),
    ],
)
def test_a_class_that_fails_is_a_sentence(
    data: Path, config: Path, provider: str, name: str, problem: str
) -> None:
    install(data / "kernels", "some")
    answer = ask(config, name)
    assert problem in answer.problem and name in answer.problem
    assert "some" in {entry.name for entry in answer.entries}


def test_a_class_that_hangs_is_ended_with_all_it_has_started(
    data: Path, config: Path, provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PID_FILE", str(tmp_path / "pid"))
    answer = ask(config, f"{provider}.Hanging", timeout=3.0)
    assert "within 3 s" in answer.problem
    assert answer.entries
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while is_running(pid):
        assert time.monotonic() < deadline


def is_running(pid: int) -> bool:
    """Whether it is there and no zombie."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
