"""Configured kernelspecs: which are allowed, and what a class of the user's provides."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.stores.kernelspecs.trees import install
from tui.errors import KernelspecError
from tui.model.spec_entry import SpecState
from tui.stores.kernelspecs import find_kernelspecs
from tui.stores.kernelspecs.settings import SpecSettings, list_allowed, permitted, spec_settings


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
