"""Starting processes: what they get, and what is said when they cannot be started."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.session.real_kernels import program, until
from tui.errors import LaunchError
from tui.kernels.launch import KernelProcess, LaunchSettings, TransportEncryption, launch
from tui.model.kernelspec import KernelSpec

TELL = """
import json, os, sys
print(json.dumps({
    'argv': sys.argv[1:], 'executable': sys.executable, 'env': dict(os.environ), 'cwd': os.getcwd(),
    'stdin': os.readlink('/proc/self/fd/0') if os.path.exists('/proc/self/fd') else '/dev/null',
    'group': os.getpgid(0), 'session': os.getsid(0), 'pid': os.getpid(),
}))
"""


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter."""
    path = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    return path


@contextmanager
def launched(spec: KernelSpec, settings: LaunchSettings | None = None) -> Iterator[KernelProcess]:
    process = launch(spec, settings or LaunchSettings())
    try:
        yield process
    finally:
        process.kill_tree()
        assert process.wait(10.0) is not None
        process.cleanup()


async def told(spec: KernelSpec, settings: LaunchSettings | None = None) -> dict[str, object]:
    """What a process says about itself."""
    with launched(spec, settings) as process:
        await until(lambda: process.poll() is not None)
        answer = json.loads(process.log.text())
        assert isinstance(answer, dict)
        return answer


async def test_the_fields_of_argv_are_filled_in(runtime: Path, tmp_path: Path) -> None:
    spec = program(TELL, "{connection_file}", "{resource_dir}/x", "{prefix}", "{other}", "{}")
    answer = await told(dataclasses.replace(spec, resource_dir=tmp_path))
    argv = answer["argv"]
    assert isinstance(argv, list)
    assert Path(argv[0]).parent == runtime
    assert Path(argv[0]).match("kernel-*.json")
    assert argv[1:] == [f"{tmp_path}/x", sys.prefix, "{other}", "{}"]


@pytest.mark.parametrize("name", ["python", "python3", f"python3.{sys.version_info.minor}"])
async def test_python_means_the_running_one(name: str) -> None:
    spec = dataclasses.replace(program(TELL), argv=(name, "-c", TELL))
    assert (await told(spec))["executable"] == sys.executable


async def test_the_environment_is_ours_with_the_kernelspecs_and_the_users(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OURS", "one")
    monkeypatch.setenv("PYTHONEXECUTABLE", "/nowhere/python")
    spec = dataclasses.replace(
        program(TELL), env={"A": "${OURS}:$OURS", "B": "${UNKNOWN}", "C": "spec", "D": "5$"}
    )
    env = (await told(spec, LaunchSettings(env={"C": "user"})))["env"]
    assert isinstance(env, dict)
    wanted = {"OURS": "one", "A": "one:one", "B": "${UNKNOWN}", "C": "user", "D": "5$"}
    assert {name: env[name] for name in wanted} == wanted
    assert not {"PYTHONEXECUTABLE", "JPY_PARENT_PID"} & env.keys()


async def test_a_process_has_its_own_session_no_stdin_and_the_wanted_directory(
    tmp_path: Path,
) -> None:
    answer = await told(program(TELL), LaunchSettings(cwd=tmp_path))
    assert answer["group"] == answer["session"] == answer["pid"]
    assert answer["stdin"] == "/dev/null"
    assert answer["cwd"] == str(tmp_path)


def test_all_files_are_private_and_none_is_left(runtime: Path) -> None:
    with launched(program("import time; time.sleep(1000)")) as process:
        files = [path for path in runtime.rglob("*") if path.is_file()]
        assert len(files) == 3
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
        directories = {process.files.log.parent, process.files.record.parent}
        assert {stat.S_IMODE(path.stat().st_mode) for path in directories} == {0o700}
    assert not [path for path in runtime.rglob("*") if path.is_file()]
    assert not process.log.path.exists()


def not_executable(directory: Path) -> KernelSpec:
    (directory / "data").write_text("data")
    return KernelSpec("broken", (str(directory / "data"), "-f"), "Broken", "none")


def not_a_program(directory: Path) -> KernelSpec:
    (directory / "data").write_bytes(b"\x00\x01 no program")
    (directory / "data").chmod(0o755)
    return KernelSpec("broken", (str(directory / "data"), "-f"), "Broken", "none")


def no_interpreter(directory: Path) -> KernelSpec:
    (directory / "script").write_text("#!/nowhere/python\n")
    (directory / "script").chmod(0o755)
    return KernelSpec("broken", (str(directory / "script"), "-f"), "Broken", "none")


def a_directory(directory: Path) -> KernelSpec:
    return KernelSpec("broken", (str(directory), "-f"), "Broken", "none")


def argv(*words: str) -> Callable[[Path], KernelSpec]:
    return lambda _: KernelSpec("broken", words, "Broken", "none")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(
            argv("no-such-program", "-f", "a b"),
            "could not be started: there is no program no-such-program."
            " The command was: no-such-program -f 'a b'",
            id="no such program",
        ),
        pytest.param(argv("/no/such", "-f"), "there is no program /no/such.", id="no such path"),
        pytest.param(argv(), "names no command", id="no argv"),
        pytest.param(argv("", "-f"), "names no command", id="empty argv[0]"),
        pytest.param(argv(sys.executable, "\0"), "cannot be passed on", id="a NUL"),
        pytest.param(argv(sys.executable, "\ud800"), "cannot be passed on", id="half a surrogate"),
        pytest.param(not_executable, "may not be executed", id="not executable"),
        pytest.param(a_directory, "may not be executed", id="a directory"),
        pytest.param(not_a_program, "Exec format error", id="not a program"),
        pytest.param(no_interpreter, "the interpreter that", id="no interpreter"),
        pytest.param(argv("\x1b]0;title\x07", "-f"), "␛]0;title␇", id="escapes in its name"),
    ],
)
def test_what_cannot_be_started_is_a_sentence_and_leaves_no_file(
    make: Callable[[Path], KernelSpec], words: str, tmp_path: Path, runtime: Path
) -> None:
    with pytest.raises(LaunchError) as caught:
        launch(make(tmp_path), LaunchSettings())
    assert words in str(caught.value)
    assert not any(character < " " for character in str(caught.value))
    assert not [path for path in runtime.rglob("*") if path.is_file()]


def test_a_directory_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match=r"there is no directory .*nowhere.*The command was"):
        launch(program(TELL), LaunchSettings(cwd=tmp_path / "nowhere"))


def test_a_runtime_directory_that_cannot_be_written_is_named(runtime: Path) -> None:
    runtime.write_text("a file")
    with pytest.raises(LaunchError, match="runtime"):
        launch(program(TELL), LaunchSettings())


def test_required_encryption_refuses_a_kernel_that_has_none() -> None:
    settings = LaunchSettings(transport_encryption="required")
    with pytest.raises(LaunchError, match=r"Encrypted connections are required.*program"):
        launch(program(TELL), settings)


@pytest.mark.parametrize(
    ("encryption", "curve"), [("auto", True), ("required", True), ("disabled", False)]
)
def test_a_kernel_that_can_gets_curve_keys(encryption: TransportEncryption, curve: bool) -> None:
    spec = dataclasses.replace(program(TELL), metadata={"supported_encryption": "curve"})
    settings = LaunchSettings(transport_encryption=encryption)
    with launched(spec, settings) as process:
        assert bool(process.connection.curve_secretkey) is curve


def test_starting_a_kernel_imports_little() -> None:
    code = (
        "import sys, tui.kernels.launch\n"
        "print({'zmq', 'asyncio', 'jupyter_client', 'textual', 'psutil', 'traitlets'}"
        " & sys.modules.keys())"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert run.stdout.strip() == "set()", run.stderr
