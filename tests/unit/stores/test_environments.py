"""The scan for Python environments, on real venvs and on directories laid out as tools do it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tui.errors import KernelspecError
from tui.model.environment import PythonEnvironment
from tui.stores.environments import environment_of, find_environments
from tui.stores.environments.layout import ENTRIES

SHORT = ".".join(map(str, sys.version_info[:2]))
NOBODY = 65534
FULL = ".".join(map(str, sys.version_info[:3]))
# What an interpreter itself says about what the scan reads from its files.
TRUTH = """
import importlib.metadata as m, importlib.util as u, json, os, sys, sysconfig
def installed(name):
    try:
        return m.version(name)
    except m.PackageNotFoundError:
        return ""
managed = os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
print(json.dumps({
    "version": ".".join(map(str, sys.version_info[:3])),
    "ipykernel": installed("ipykernel"),
    "pip": bool(installed("pip")),
    "ensurepip": u.find_spec("ensurepip") is not None,
    "managed": sys.prefix == sys.base_prefix and os.path.exists(managed),
}))
"""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real venv without any package, to be copied or read."""
    path = tmp_path_factory.mktemp("pristine") / "venv"
    venv.create(path, symlinks=True)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    """The variables of somebody who has nothing but a home."""
    return {"HOME": str(home)}


@pytest.fixture
def make(pristine: Path) -> Callable[[Path], Path]:
    """Makes a venv at a place; answers the place."""

    def copy(path: Path) -> Path:
        shutil.copytree(pristine, path, symlinks=True)
        return path

    return copy


def python_at(prefix: Path, name: str = f"python{SHORT}") -> Path:
    """A Python that is no venv: a program with its library, and the links to it."""
    (prefix / "bin").mkdir(parents=True)
    program = prefix / "bin" / name
    program.write_bytes(b"\x7fELF not really")
    program.chmod(0o755)
    (prefix / "bin" / "python").symlink_to(name)
    (prefix / "lib" / name / "site-packages").mkdir(parents=True)
    return prefix


def conda_at(prefix: Path, python: str = "3.12.4") -> Path:
    python_at(prefix, f"python{python.rpartition('.')[0]}")
    (prefix / "conda-meta").mkdir()
    (prefix / "conda-meta" / f"python-{python}-h99199a3_0_cpython.json").write_text("{}")
    (prefix / "conda-meta" / "python-dateutil-2.9.0-pyhd8ed1ab_0.json").write_text("{}")
    return prefix


def install(prefix: Path, name: str, library: str = f"python{SHORT}") -> Path:
    """Lay down what shows that a package is installed."""
    path = prefix / "lib" / library / "site-packages" / f"{name}.dist-info"
    path.mkdir(parents=True)
    (path / "METADATA").write_text("Metadata-Version: 2.1\n")
    return path


def own(found: tuple[PythonEnvironment, ...], below: Path) -> list[tuple[str, str, str]]:
    """Kind, name and version of what was found below a directory, in order."""
    return [
        (each.kind, each.name, each.version)
        for each in found
        if each.path.is_relative_to(below) or Path(each.path).resolve().is_relative_to(below)
    ]


# What is found.


def test_the_venvs_of_a_project_are_found_here_and_above_the_nearest_first(
    tmp_path: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    make(tmp_path / "work" / "venv")
    make(tmp_path / "work" / "project" / ".venv")
    make(tmp_path / "work" / "project" / "src" / "env")
    found = find_environments(tmp_path / "work" / "project" / "src", env)
    assert own(found, tmp_path) == [
        ("venv", "src", FULL),
        ("venv", "project", FULL),
        ("venv", "work", FULL),
    ]
    assert found[0].python == tmp_path / "work" / "project" / "src" / "env" / "bin" / "python"
    assert not (found[0].has_ipykernel or found[0].has_pip or found[0].is_externally_managed)


def test_an_environment_is_found_once_whatever_leads_to_it(
    tmp_path: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "project" / ".venv")
    (tmp_path / "project" / "venv").symlink_to(".venv")
    (tmp_path / "linked").symlink_to("project")
    env |= {"VIRTUAL_ENV": str(tmp_path / "linked" / ".venv"), "PATH": str(path / "bin")}
    assert len(own(find_environments(tmp_path / "project", env), tmp_path)) == 1


def test_the_active_environment_is_found(
    tmp_path: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    env["VIRTUAL_ENV"] = str(make(tmp_path / "somewhere" / "tools"))
    assert own(find_environments(tmp_path, env), tmp_path) == [("venv", "tools", FULL)]


def test_the_environment_of_jtui_is_found(tmp_path: Path, env: dict[str, str]) -> None:
    found = [
        each
        for each in find_environments(tmp_path, env)
        if each.path.resolve() == Path(sys.prefix).resolve()
    ]
    assert [(each.has_ipykernel, each.ipykernel_version) for each in found] == [
        (True, version("ipykernel"))
    ]


CONDARCS = [
    "envs_dirs:\n  - {place}\n",
    "channels:\n  - conda-forge\nenvs_dirs:\n- '{place}' # mine\nauto_activate_base: false\n",
    'envs_path: ["/nowhere", "{place}"]\n',
    "# envs\n\nenvs_dirs:\n  # first\n  - ~/elsewhere/more\n",
    "envs_dirs:\n  - ${{HOME}}/elsewhere/more\n",
]


@pytest.mark.parametrize("text", CONDARCS, ids=range(len(CONDARCS)))
def test_conda_environments_are_found_where_its_configuration_says(
    tmp_path: Path, home: Path, env: dict[str, str], text: str
) -> None:
    place = home / "elsewhere" / "more"
    conda_at(place / "science")
    (home / ".condarc").write_text(text.format(place=place))
    assert own(find_environments(tmp_path, env), home) == [("conda", "science", "3.12.4")]


def test_conda_environments_are_found_in_their_list_their_roots_and_the_active_one(
    tmp_path: Path, home: Path, env: dict[str, str]
) -> None:
    root = conda_at(home / "miniforge3", "3.11.2")
    (root / "condabin").mkdir()
    conda_at(root / "envs" / "inner", "3.10.1")
    listed = conda_at(tmp_path / "listed")
    active = conda_at(tmp_path / "active", "3.13.0")
    without = tmp_path / "without"
    (without / "conda-meta").mkdir(parents=True)
    (home / ".conda").mkdir()
    (home / ".conda" / "environments.txt").write_text(f"{listed}\n{root}\n{without}\n\n\0\nx\n")
    env |= {"CONDA_PREFIX": str(active), "PATH": str(root / "bin")}
    assert own(find_environments(tmp_path, env), tmp_path) == [
        ("conda", "active", "3.13.0"),
        ("conda", "listed", "3.12.4"),
        ("conda", "base", "3.11.2"),
        ("conda", "inner", "3.10.1"),
    ]


def test_the_environments_of_other_tools_are_found(
    tmp_path: Path, home: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    share = home / ".local" / "share"
    versions = home / ".pyenv" / "versions"
    python_at(versions / "3.9.1", "python3.9")
    make(versions / "3.9.1" / "envs" / "web")
    (versions / "web").symlink_to(Path("3.9.1", "envs", "web"))
    python_at(share / "uv" / "python" / "cpython-3.13.1-linux-x86_64-gnu", "python3.13")
    make(share / "uv" / "tools" / "black")
    make(share / "pipx" / "venvs" / "httpie")
    make(home / ".cache" / "pypoetry" / "virtualenvs" / "my-app-Ab3_-xYz-py3.11")
    make(share / "hatch" / "env" / "virtual" / "lib" / "Zx81" / "lib")
    make(share / "hatch" / "env" / "virtual" / "lib" / "Zx81" / "docs")
    make(home / ".virtualenvs" / "old")
    make(share / "virtualenvs" / "shop-a1B2c3D4")
    conda_at(home / ".pixi" / "envs" / "tool")
    conda_at(home / "project" / ".pixi" / "envs" / "default")
    conda_at(home / "project" / ".pixi" / "envs" / "cuda", "3.11.9")
    found = own(find_environments(home / "project", env), home)
    assert found == [
        ("pixi", "project-cuda", "3.11.9"),
        ("pixi", "project", "3.12.4"),
        ("pyenv", "3.9.1", "3.9"),
        ("pyenv", "web", FULL),
        ("uv", "cpython-3.13.1-linux-x86_64-gnu", "3.13"),
        ("uv", "black", FULL),
        ("pixi", "tool", "3.12.4"),
        ("pipx", "httpie", FULL),
        ("poetry", "my-app", FULL),
        ("hatch", "lib-docs", FULL),
        ("hatch", "lib", FULL),
        ("virtualenvwrapper", "old", FULL),
        ("pipenv", "shop", FULL),
    ]


def test_variables_say_where_tools_keep_theirs(
    tmp_path: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    python_at(tmp_path / "a" / "versions" / "3.9.1", "python3.9")
    make(tmp_path / "b" / "tool")
    make(tmp_path / "c" / "venvs" / "app")
    make(tmp_path / "d" / "virtualenvs" / "x-AAAAAAAA-py3.11")
    make(tmp_path / "project" / "custom")
    env |= {
        "PYENV_ROOT": str(tmp_path / "a"),
        "UV_TOOL_DIR": str(tmp_path / "b"),
        "PIPX_HOME": str(tmp_path / "c"),
        "POETRY_CACHE_DIR": str(tmp_path / "d"),
        "UV_PROJECT_ENVIRONMENT": "custom",
    }
    assert own(find_environments(tmp_path / "project", env), tmp_path) == [
        ("uv", "project", FULL),
        ("pyenv", "3.9.1", "3.9"),
        ("uv", "tool", FULL),
        ("pipx", "app", FULL),
        ("poetry", "x", FULL),
    ]


def test_pythons_on_the_path_are_found_and_scripts_in_their_place_are_not(
    tmp_path: Path, env: dict[str, str]
) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "python3").write_text("#!/bin/sh\nexec something\n")
    (shims / "python3").chmod(0o755)
    python_at(tmp_path / "usr", "python3.10")
    (tmp_path / "usr" / "bin" / "python3").symlink_to("python3.10")
    (tmp_path / "usr" / "bin" / "python3.9").write_bytes(b"may not be executed")
    env["PATH"] = os.pathsep.join(["", "bin", str(shims), str(tmp_path / "usr" / "bin")])
    found = find_environments(tmp_path, env)
    assert own(found, tmp_path) == [("system", "python3.10", "3.10")]
    assert [each.python for each in found if each.kind == "system"] == [
        tmp_path / "usr" / "bin" / "python3.10"
    ]


# What is read is what the interpreters say themselves.


def real_pythons() -> Iterator[Path]:
    yield Path(sys.executable)
    yield Path(sys.base_prefix) / "bin" / f"python{SHORT}"
    if system := shutil.which("python3", path="/usr/bin:/opt/homebrew/bin:/usr/local/bin"):
        yield Path(system)


def truth_of(python: Path) -> dict[str, object]:
    run = subprocess.run([python, "-c", TRUTH], capture_output=True, check=True, text=True)
    answer = json.loads(run.stdout)
    assert isinstance(answer, dict)
    return answer


def check_against_the_truth(python: Path) -> None:
    read, truth = environment_of(python), truth_of(python)
    assert str(truth["version"]).startswith(read.version) and read.version.count(".") >= 1
    assert (read.ipykernel_version, read.has_ipykernel) == (
        truth["ipykernel"],
        bool(truth["ipykernel"]),
    )
    assert (read.has_pip, read.has_ensurepip) == (truth["pip"], truth["ensurepip"])
    assert read.is_externally_managed is truth["managed"]


@pytest.mark.parametrize("python", list(dict.fromkeys(real_pythons())), ids=str)
def test_what_is_read_is_what_an_interpreter_says(python: Path) -> None:
    check_against_the_truth(python)


@pytest.mark.parametrize("shared", [False, True], ids=["alone", "with the system's packages"])
def test_what_is_read_is_what_a_venv_says(tmp_path: Path, shared: bool) -> None:
    venv.create(tmp_path / "venv", symlinks=True, system_site_packages=shared)
    check_against_the_truth(tmp_path / "venv" / "bin" / "python")


def test_a_venv_with_the_systems_packages_has_its_ipykernel(
    tmp_path: Path, env: dict[str, str]
) -> None:
    base = python_at(tmp_path / "usr")
    install(base, "ipykernel-6.29.5")
    path = tmp_path / "venv"
    (path / "bin").mkdir(parents=True)
    (path / "bin" / "python").symlink_to(base / "bin" / "python")
    configuration = path / "pyvenv.cfg"
    configuration.write_text("version = 3.11.2\ninclude-system-site-packages = false\n")
    install(path, "rich-1", "python3.11")
    assert environment_of(path, env).has_ipykernel is False
    shared = f"Version_Info = {SHORT}.7.final.0\nInclude-System-Site-Packages = True\n"
    configuration.write_text(shared)
    read = environment_of(path, env)
    assert (read.version, read.ipykernel_version) == (f"{SHORT}.7", "6.29.5")


def test_the_packages_of_the_user_count_for_a_python_and_not_for_a_venv(
    tmp_path: Path, home: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    base = python_at(tmp_path / "usr")
    install(home / ".local", "ipykernel-6.0.0")
    assert environment_of(base, env).ipykernel_version == "6.0.0"
    assert environment_of(base, env | {"PYTHONNOUSERSITE": "1"}).has_ipykernel is False
    assert environment_of(make(tmp_path / "venv"), env).has_ipykernel is False


def test_what_an_uninstall_has_left_behind_is_no_package(
    tmp_path: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "venv")
    package = install(path, "ipykernel-6.29.5")
    install(path, "ipykernel_extras-1.0")
    assert environment_of(path, env).ipykernel_version == "6.29.5"
    (package / "METADATA").unlink()
    assert environment_of(path, env).has_ipykernel is False


def test_a_python_of_the_system_is_managed_and_a_venv_on_it_is_not(
    tmp_path: Path, env: dict[str, str]
) -> None:
    base = python_at(tmp_path / "usr")
    (base / "lib" / f"python{SHORT}" / "EXTERNALLY-MANAGED").write_text("[externally-managed]\n")
    path = tmp_path / "venv"
    (path / "bin").mkdir(parents=True)
    (path / "bin" / "python").symlink_to(base / "bin" / "python")
    (path / "pyvenv.cfg").write_text(f"version = {FULL}\n")
    assert environment_of(base, env).is_externally_managed
    assert not environment_of(path, env).is_externally_managed


# What is broken or meant to do harm.


def test_no_process_is_started(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    make(tmp_path / ".venv")
    code = (
        "import os, sys\nfrom pathlib import Path\n"
        "from tui.stores.environments import find_environments\n"
        "def hook(event, args):\n"
        "    if event in ('subprocess.Popen', 'os.fork', 'os.exec', 'os.posix_spawn',"
        " 'os.system', 'os.forkpty'):\n"
        "        print('started', event, args)\n"
        "sys.addaudithook(hook)\n"
        "print(len(find_environments(Path(sys.argv[1]), os.environ)) > 0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True
    )
    assert run.stdout == "True\n"


def break_configuration(path: Path) -> None:
    (path / "pyvenv.cfg").write_bytes(
        b"\xff\x00version = \x1b]0;owned\x07\n= = =\nversion_info = 9"
    )


def enlarge_configuration(path: Path) -> None:
    (path / "pyvenv.cfg").write_bytes(b"version = 3" * 10_000_000)


def loop(path: Path) -> None:
    (path / "lib").rename(path / "was")
    (path / "lib").symlink_to("lib")


@pytest.mark.parametrize("harm", [break_configuration, enlarge_configuration, loop])
def test_a_broken_environment_is_found_without_what_cannot_be_read(
    tmp_path: Path, env: dict[str, str], make: Callable[[Path], Path], harm: Callable[[Path], None]
) -> None:
    harm(make(tmp_path / ".venv"))
    [kind] = [kind for kind, *_ in own(find_environments(tmp_path, env), tmp_path)]
    assert kind == "venv"


def test_what_only_looks_like_an_environment_is_left_out(
    tmp_path: Path, home: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    (make(tmp_path / "venv") / "bin" / "python").unlink()
    (tmp_path / "venv" / "bin" / "python").symlink_to("/nonexistent/python")
    (tmp_path / "venv" / "bin" / "python3").unlink()
    (tmp_path / "env").symlink_to("env")
    (tmp_path / ".venv").write_text("a file")
    (tmp_path / ".env" / "bin" / "python").mkdir(parents=True)
    os.mkfifo(home / ".condarc")
    (home / ".pyenv" / "versions" / "loop").parent.mkdir(parents=True)
    (home / ".pyenv" / "versions" / "loop").symlink_to(".")
    assert own(find_environments(tmp_path, env), tmp_path) == []


def test_a_pipe_for_a_configuration_does_not_hold_anything_up(
    tmp_path: Path, env: dict[str, str]
) -> None:
    base = python_at(tmp_path / ".venv")
    os.mkfifo(base / "pyvenv.cfg")
    assert own(find_environments(tmp_path, env), tmp_path) == [("venv", tmp_path.name, SHORT)]


def test_more_entries_than_are_looked_at_leave_it_open_what_is_installed(
    tmp_path: Path, env: dict[str, str], make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "venv")
    packages = path / "lib" / f"python{SHORT}" / "site-packages"
    for number in range(ENTRIES + 1):
        (packages / f"{number}.py").touch()
    assert environment_of(path, env).has_ipykernel is None


@contextmanager
def unprivileged() -> Iterator[None]:
    """For root, to whom nothing is closed, be somebody else for a while."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_directories_that_may_not_be_read_are_passed_over() -> None:
    # Not below pytest's own directory, which is closed to everybody else.
    with TemporaryDirectory() as name:
        work = Path(name).resolve()
        python_at(work / ".venv")
        (work / ".venv" / "pyvenv.cfg").write_text(f"version = {FULL}\n")
        packages = work / ".venv" / "lib" / f"python{SHORT}" / "site-packages"
        packages.chmod(0)
        (work / ".pyenv").mkdir(mode=0)
        (work / ".conda").mkdir()
        (work / ".conda" / "environments.txt").touch(mode=0)
        (work / "env").mkdir(mode=0)
        work.chmod(0o755)
        with unprivileged():
            found = find_environments(work, {"HOME": name})
        packages.chmod(0o700)
        assert own(found, work) == [("venv", work.name, FULL)]
        assert found[0].has_ipykernel is None


# What the user names.


def test_an_interpreter_or_its_directory_can_be_named(
    tmp_path: Path, make: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "project" / ".venv")
    named = environment_of(path / "bin" / "python")
    assert (named.kind, named.name, named.version) == ("venv", "project", FULL)
    assert environment_of(path) == named
    monkeypatch.chdir(tmp_path)
    assert environment_of(Path("project/.venv/bin/../bin/python")) == named
    monkeypatch.setenv("HOME", str(tmp_path))
    assert environment_of(Path("~/project/.venv/bin/python")) == named


def test_a_program_whose_packages_cannot_be_seen_leaves_it_open(tmp_path: Path) -> None:
    wrapper = tmp_path / "bin" / "mypython"
    wrapper.parent.mkdir()
    wrapper.write_text("#!/bin/sh\nexec python3 $@\n")
    wrapper.chmod(0o755)
    read = environment_of(wrapper)
    assert (read.kind, read.python, read.version) == ("other", wrapper, "")
    assert (read.has_ipykernel, read.has_pip) == (None, None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing/python", "No such file"),
        ("plain", "may not be executed"),
        ("empty", "There is no Python in"),
        ("pipe", "is no program"),
        ("loop", "Too many levels"),
        ("a\0b", "no name of a file"),
        ("\ud800", "no name of a file"),
        ("x" * 300, "File name too long"),
        ("\x1b]0;owned\x07", "No such file"),
    ],
    ids=["missing", "plain", "empty", "pipe", "loop", "nul", "surrogate", "long", "escape"],
)
def test_what_is_no_interpreter_is_refused_in_words(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "plain").write_text("")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(KernelspecError, match=words) as raised:
        environment_of(tmp_path / name)
    assert "\x1b" not in str(raised.value) and "\ud800" not in str(raised.value)


def test_a_user_without_a_home_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KernelspecError, match="no name of a file"):
        environment_of(Path("~no-such-user/bin/python"))


# Names for its kernel.


@pytest.mark.parametrize(
    ("name", "kernel_name"),
    [
        ("project", "project"),
        ("My Project (2)", "my-project-2"),
        ("../../etc", "etc"),
        ("日本", "python"),
        ("...", "python"),
        ("-x-", "x"),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_kernels_name_is_made_of_an_environments(name: str, kernel_name: str) -> None:
    environment = PythonEnvironment(Path("/p"), Path("/p/bin/python"), "venv", name, "3.12.4")
    assert environment.kernel_name == kernel_name
    assert environment.display_name == f"Python 3.12 ({name})"
