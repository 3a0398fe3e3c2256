"""What the configuration says about kernelspecs, and the default kernel written into it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tui.config import Settings, SpecSettings
from tui.config.application import JtuiApp
from tui.config.default_kernel import write_default_kernel
from tui.errors import ConfigurationError
from tui.stores.kernelspecs.settings import spec_settings


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration directory, with nothing in it."""
    directory = tmp_path / "config"
    directory.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(directory))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "")
    return directory


def settings(*argv: str) -> Settings:
    app = JtuiApp()
    app.initialize(argv)
    return app.settings()


@pytest.mark.parametrize("name", ["jupyter_tui_config", "jupyter_config"])
def test_kernelspecs_are_set_in_either_file(config: Path, name: str) -> None:
    file = config / f"{name}.py"
    file.write_text(
        "import collections\n"
        "c.KernelSpecManager.allowed_kernelspecs = {'a', 'b'}\n"
        "c.KernelSpecManager.ensure_native_kernel = False\n"
        "c.JtuiApp.kernel_spec_manager_class = collections.OrderedDict\n"
        "c.CondaKernelSpecManager.env_filter = 'x'\n"
    )
    found = settings()
    assert found.problems == ()
    assert found.kernelspecs == SpecSettings(
        allowed=frozenset({"a", "b"}),
        ensure_native=False,
        manager_class="collections.OrderedDict",
        files=(file,),
    )
    assert (found.kernelspecs.allows("a"), found.kernelspecs.allows("c")) == (True, False)


def test_kernelspecs_are_set_on_the_command_line(config: Path) -> None:
    found = settings(
        "--KernelSpecManager.allowed_kernelspecs=a",
        "--KernelSpecManager.allowed_kernelspecs",
        "b",
        "--JtuiApp.kernel_spec_manager_class=x.Y",
    ).kernelspecs
    assert (found.allowed, found.manager_class) == (frozenset({"a", "b"}), "x.Y")


def test_what_jtui_says_of_kernelspecs_wins(config: Path) -> None:
    shared, own = config / "jupyter_config.json", config / "jupyter_tui_config.json"
    section = {"kernel_spec_manager_class": "of.Jupyter"}
    for program in ("NotebookApp", "ServerApp", "JupyterConsoleApp", "JupyterApp"):
        shared.write_text(json.dumps({program: section, "KernelSpecManager": {"whitelist": ["a"]}}))
        assert settings().kernelspecs.manager_class == "of.Jupyter"
        assert settings().kernelspecs.allowed == {"a"}
    own.write_text(json.dumps({"JtuiApp": {"kernel_spec_manager_class": "of.Jtui"}}))
    assert settings().kernelspecs.manager_class == "of.Jtui"
    jupyters = "jupyter_client.kernelspec.KernelSpecManager"
    own.write_text(json.dumps({"JtuiApp": {"kernel_spec_manager_class": jupyters}}))
    assert settings().kernelspecs.manager_class == ""


def test_what_other_programs_have_in_shared_files_is_no_mistake(config: Path) -> None:
    file = config / "jupyter_config.json"
    file.write_text(
        json.dumps(
            {
                "JupyterApp": {"kernel_spec_manager_class": "x.Y", "of_others": 1},
                "Application": {"of_others": 1},
                "KernelSpecManager": {"kernel_spec_class": "x.Z"},
                "ServerApp": {"port": 1},
                "JtuiApp": {"of_nobody": 1},
                "Prompt": {"auto_closed": False},
            }
        )
    )
    first, second = settings().problems
    assert first == f"{file}: JtuiApp.of_nobody is not a setting."
    assert second == f"{file}: Prompt.auto_closed is not a setting. Did you mean auto_close?"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.KernelSpecManager.kernel_spec_class = 'x.Z'", "KernelSpecManager.kernel_spec_class is"),
        ("c.KernelSpecManagr.whitelist = ['x']", "KernelSpecManagr is not a section of settings."),
        ("c.KernelSpecManager.allowed_kernelspecs = 3", "KernelSpecManager.allowed_kernelspecs: "),
        ("c.JtuiApp.kernel_spec_manager_class = 3", "JtuiApp.kernel_spec_manager_class: "),
        ("c.JupyterApp.kernel_spec_manager_class = 'x.Y'", "JupyterApp.kernel_spec_manager_class"),
        ("c.ServerApp.kernel_spec_manager_class = 'x.Y'", "ServerApp is not a section"),
    ],
)
def test_what_jtui_does_not_obey_in_its_own_file_is_said(
    config: Path, line: str, said: str
) -> None:
    file = config / "jupyter_tui_config.py"
    file.write_text(line)
    found = settings()
    assert found.kernelspecs == SpecSettings(files=(file,))
    (problem,) = found.problems
    assert problem.startswith(f"{file}: {said}")


def test_the_stores_read_the_same_of_kernelspecs(config: Path) -> None:
    (config / "jupyter_config.json").write_text(
        json.dumps({"ServerApp": {"kernel_spec_manager_class": "x.Y"}})
    )
    (config / "jupyter_tui_config.py").write_text(
        "c.KernelSpecManager.allowed_kernelspecs = ['a']\nc.ServerApp.x = 1"
    )
    assert spec_settings() == settings().kernelspecs


def test_a_default_kernel_that_is_written_is_the_one_that_opens(config: Path) -> None:
    (config / "jupyter_tui_config.py").write_text("c.JtuiApp.theme = 'terminal'")
    file = write_default_kernel("bash")
    assert json.loads(file.read_text()) == {"JtuiApp": {"default_kernel": "bash"}}
    found = settings()
    assert (found.default_kernel, found.kernels, found.theme) == ("bash", ("bash",), "terminal")
    assert settings("--kernel", "other").kernels == ("other",)
    file.chmod(0o640)
    write_default_kernel("r")
    assert (settings().kernels, stat.S_IMODE(file.stat().st_mode)) == (("r",), 0o640)


def test_a_default_kernel_that_cannot_be_written_changes_nothing(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "file"))
    with pytest.raises(ConfigurationError, match="could not be written: "):
        write_default_kernel("bash")
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    with pytest.raises(ConfigurationError, match="JUPYTER_NO_CONFIG is set"):
        write_default_kernel("bash")
