"""Kernels made of Python environments: the plans for it, and commands that really run."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
import venv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.session.broken_sessions import files_in
from tests.session.left_behind import MARK, marked, new_mark
from tests.session.real_kernels import until
from tui.errors import KernelspecError
from tui.kernels.commands import LONGEST_LINE
from tui.kernels.installing import (
    CommandPlan,
    InstallPlan,
    check_display_name,
    check_name,
    plan,
    plan_known,
    run,
)
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.trial import try_kernel
from tui.model.environment import PythonEnvironment
from tui.stores.environments import environment_of
from tui.stores.kernelspecs import find_kernelspecs
from tui.stores.known_kernels import KNOWN_KERNELS


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Directories of Jupyter with nothing in them; answers that of the user's data."""
    path = tmp_path / "data"
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    return path


@pytest.fixture(autouse=True)
def nothing_is_left(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail when a test leaves a process behind, or an error in the log."""
    mark = new_mark()
    monkeypatch.setenv(MARK, mark)
    yield
    assert (marked(mark), psutil.Process().children()) == ([], [])
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> PythonEnvironment:
    """A venv without anything, not even pip; it is not to be changed."""
    path = tmp_path_factory.mktemp("bare") / ".venv"
    venv.create(path, symlinks=True)
    return environment_of(path)


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> PythonEnvironment:
    """A venv into which ipykernel was really installed, with a kernel made of it."""
    path = tmp_path_factory.mktemp("ready") / "my project" / ".venv"
    venv.create(path, symlinks=True, with_pip=True)
    return environment_of(path)


def nothing(name: str) -> None:
    """A computer without any program."""


def uv_only(name: str) -> str | None:
    """A computer with uv."""
    return "/opt/uv" if name == "uv" else None


def script(code: str, *argv: str) -> CommandPlan:
    """A plan that runs Python code."""
    return CommandPlan.of([(sys.executable, "-c", code, *argv)])


async def output_of(plan: CommandPlan | InstallPlan) -> list[str]:
    """The lines that a plan's commands write, without the commands themselves."""
    lines: list[str] = []
    await run(plan, lines.append)
    return [line for line in lines if not line.startswith("$ ")]


# What would be run.


def commands(plan: InstallPlan | CommandPlan) -> list[tuple[str, ...]]:
    return [step.argv for step in plan.steps]


def test_a_plan_says_exactly_what_is_run(bare: PythonEnvironment, data: Path) -> None:
    python = str(bare.python)
    register = (python, "-m", "ipykernel", "install")
    planned = plan(replace(bare, has_pip=True), "mine", "My Python", which=nothing)
    assert commands(planned) == [
        (python, "-m", "pip", "install", "ipykernel"),
        (*register, "--user", "--name", "mine", "--display-name", "My Python"),
    ]
    assert planned.steps[1].command == (
        f"JUPYTER_DATA_DIR={data} {python} -m ipykernel install --user --name mine"
        " --display-name 'My Python'"
    )
    assert (planned.destination, planned.replaces) == (data / "kernels" / "mine", None)
    assert (planned.shadowed_by, planned.is_found) == (None, True)


def test_uv_installs_where_it_is_found(bare: PythonEnvironment) -> None:
    [first, _] = commands(plan(bare, "mine", "Mine", which=uv_only))
    assert first == ("/opt/uv", "pip", "install", "--python", str(bare.python), "ipykernel")


def test_pip_is_made_where_it_is_missing(bare: PythonEnvironment) -> None:
    assert (bare.has_pip, bare.has_ensurepip) == (False, True)
    first, second, _ = commands(plan(bare, "mine", "Mine", which=nothing))
    assert first == (str(bare.python), "-m", "ensurepip")
    assert second == (str(bare.python), "-m", "pip", "install", "ipykernel")


def test_what_is_there_is_not_installed_again() -> None:
    environment = environment_of(Path(sys.executable))
    [only] = commands(plan(environment, "mine", "-Mine-", which=uv_only))
    assert only[-1] == "--display-name=-Mine-"


def test_a_kernelspec_can_go_below_a_prefix(bare: PythonEnvironment, tmp_path: Path) -> None:
    planned = plan(bare, "mine", "Mine", tmp_path / "prefix", which=uv_only)
    assert commands(planned)[-1][3:6] == ("install", "--prefix", str(tmp_path / "prefix"))
    assert planned.destination == tmp_path / "prefix" / "share" / "jupyter" / "kernels" / "mine"
    assert not planned.is_found
    assert plan(bare, "mine", "Mine", Path(sys.prefix), which=uv_only).is_found


def test_what_is_at_the_destination_and_before_it_is_told(
    bare: PythonEnvironment, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "first"))
    shadow = tmp_path / "first" / "kernels" / "mine"
    shadow.mkdir(parents=True)
    (data / "kernels" / "mine").mkdir(parents=True)
    planned = plan(bare, "mine", "Mine", which=uv_only)
    assert (planned.replaces, planned.shadowed_by) == (data / "kernels" / "mine", None)
    (shadow / "kernel.json").write_text("{}")
    assert plan(bare, "mine", "Mine", which=uv_only).shadowed_by == shadow


def test_nothing_is_written_over_a_link(bare: PythonEnvironment, data: Path) -> None:
    (data / "kernels").mkdir(parents=True)
    (data / "kernels" / "mine").symlink_to("/nonexistent")
    with pytest.raises(KernelspecError, match="is a link"):
        plan(bare, "mine", "Mine", which=uv_only)


def test_a_python_of_the_system_is_left_alone_unless_it_has_ipykernel(
    bare: PythonEnvironment,
) -> None:
    managed = replace(bare, is_externally_managed=True, has_pip=True)
    with pytest.raises(KernelspecError, match=r"-m venv \.venv"):
        plan(managed, "mine", "Mine", which=uv_only)
    assert len(plan(replace(managed, has_ipykernel=True), "mine", "Mine").steps) == 1


def test_without_any_way_to_install_it_says_what_to_do(bare: PythonEnvironment) -> None:
    with pytest.raises(KernelspecError, match="Install uv"):
        plan(replace(bare, has_ensurepip=False), "mine", "Mine", which=nothing)


@pytest.mark.parametrize("name", ["a", "python3.12", "my_kernel-2", ".net-csharp", "x" * 100])
def test_names_that_jupyter_takes(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "-x", "../x", "a/b", "A", "ä", "a b", "a\n", "a\0", "x" * 101],
    ids=ascii,
)
def test_names_that_would_do_harm_are_refused(bare: PythonEnvironment, name: str) -> None:
    with pytest.raises(KernelspecError):
        check_name(name)
    with pytest.raises(KernelspecError):
        plan(bare, name, "Mine", which=uv_only)


@pytest.mark.parametrize(
    "text", ["", "  ", "a\nb", "\x1b[31m", "a\0b", "\ud800", "a\u202eb", "x" * 201], ids=ascii
)
def test_display_names_that_cannot_be_shown_are_refused(bare: PythonEnvironment, text: str) -> None:
    with pytest.raises(KernelspecError):
        plan(bare, "mine", text, which=uv_only)
    check_display_name("Пайтон 3 (日本)")


def test_a_known_kernel_is_installed_into_the_environment_that_was_picked(
    bare: PythonEnvironment, data: Path
) -> None:
    kernel = KNOWN_KERNELS["bash_kernel"]
    python = str(bare.python)
    given = kernel.commands(nothing, python, str(bare.path))
    planned = plan_known(bare, kernel.packages, given, uv_only)
    assert commands(planned) == [
        ("/opt/uv", "pip", "install", "--python", python, "bash_kernel"),
        (python, "-m", "bash_kernel.install", "--user"),
    ]
    assert planned.steps[1].env == {"JUPYTER_DATA_DIR": str(data)}
    with pytest.raises(KernelspecError, match="bash_kernel"):
        plan_known(replace(bare, is_externally_managed=True), kernel.packages, given, uv_only)


# Real installs.


async def test_a_kernel_is_made_of_a_fresh_environment_and_works(
    ready: PythonEnvironment, data: Path
) -> None:
    assert (ready.has_ipykernel, ready.has_pip) == (False, True)
    lines: list[str] = []
    planned = plan(ready, "my.kernel-1", "Mein «Python»", which=nothing)
    async with asyncio.timeout(100):
        await run(planned, lines.append)
    assert [line for line in lines if line.startswith("$ ")] == [
        f"$ {step.command}" for step in planned.steps
    ]
    assert any(line.startswith("Successfully installed") for line in lines)
    assert environment_of(ready.path).has_ipykernel
    spec = find_kernelspecs().get("my.kernel-1")
    assert (spec.display_name, spec.resource_dir) == ("Mein «Python»", planned.destination)
    assert spec.argv[0] == str(ready.python)
    trial = await try_kernel(spec)
    assert (trial.works, trial.reason) == (True, "")


async def test_a_kernel_below_a_prefix_is_where_the_plan_says(tmp_path: Path) -> None:
    environment = environment_of(Path(sys.executable))
    planned = plan(environment, "mine", "Mine", tmp_path / "a prefix")
    await run(planned, lambda _: None)
    assert find_kernelspecs([planned.destination.parent]).get("mine").display_name == "Mine"


async def test_what_has_come_to_be_there_meanwhile_is_not_overwritten(data: Path) -> None:
    planned = plan(environment_of(Path(sys.executable)), "mine", "Mine")
    destination = data / "kernels" / "mine"
    destination.mkdir(parents=True)
    (destination / "precious").touch()
    with pytest.raises(KernelspecError, match="not overwritten"):
        await run(planned, lambda _: None)
    assert [path.name for path in destination.iterdir()] == ["precious"]
    await run(plan(planned.environment, "mine", "Mine"), lambda _: None)
    assert (destination / "kernel.json").is_file()


async def test_an_install_that_leaves_no_kernelspec_is_told(bare: PythonEnvironment) -> None:
    planned = plan(bare, "mine", "Mine", which=uv_only)
    [step, *_] = script("print('all well')").steps
    with pytest.raises(KernelspecError, match="there is no kernelspec in"):
        await run(replace(planned, steps=(step,)), lambda _: None)


# Commands.


async def test_lines_come_as_they_are_written(tmp_path: Path) -> None:
    # The command waits for what its first line has the reader do.
    answer = tmp_path / "answer"
    code = (
        "import os, sys, time\n"
        "print('first', end='\\n')\n"
        "while not os.path.exists(sys.argv[1]): time.sleep(0.01)\n"
        "print('second', file=sys.stderr)\n"
    )
    lines: list[str] = []

    def take(line: str) -> None:
        lines.append(line)
        if line == "first":
            answer.touch()

    async with asyncio.timeout(20):
        await run(script(code, str(answer)), take)
    assert lines[0].startswith("$ ") and lines[1:] == ["first", "second"]


LINES = {
    "no end of line": (b"abc", ["abc"]),
    "empty lines": (b"\n\na\n", ["", "", "a"]),
    "returns": (b"1%\r2%\r\n3%\n", ["1%", "2%", "3%"]),
    "no UTF-8": (b"\xff\xfea\n", ["\ufffd\ufffda"]),
    "escapes": (b"\x1b[31mred\x1b]0;owned\x07\n", ["\x1b[31mred\x1b]0;owned\x07"]),
    "NUL": (b"a\0b\n", ["a\0b"]),
    "a long line": (b"x" * 3_000_000 + b"\nend\n", ["x" * LONGEST_LINE + "…", "end"]),
    "a long line of long characters": (
        "ä".encode() * 100_000 + b"\nend\n",
        ["ä" * LONGEST_LINE + "…", "end"],
    ),
    "nothing": (b"", []),
}


@pytest.mark.parametrize(("written", "lines"), LINES.values(), ids=LINES)
async def test_output_is_cut_into_lines(tmp_path: Path, written: bytes, lines: list[str]) -> None:
    (tmp_path / "written").write_bytes(written)
    code = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"
    assert await output_of(script(code, str(tmp_path / "written"))) == lines


async def test_a_return_and_its_line_feed_end_one_line_even_apart() -> None:
    code = "import os\nfor _ in range(300): os.write(1, b'a\\r'); os.write(1, b'\\n')"
    assert await output_of(script(code)) == ["a"] * 300


async def test_a_flood_is_all_passed_on_and_leaves_the_loop_to_others() -> None:
    code = "import os\nfor _ in range(100): os.write(1, b'x' * 999 + b'\\n' * 20_000)"
    longest = 0.0
    taken = 0
    done = False

    def count(_: str) -> None:
        nonlocal taken
        taken += 1

    async def watch() -> None:
        nonlocal longest
        while not done:
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)

    async with asyncio.TaskGroup() as group:
        group.create_task(watch())
        await run(script(code), count)
        done = True
    assert taken == 2_000_001
    assert longest < 0.01


async def test_a_command_has_no_input_no_terminal_and_a_group_of_its_own() -> None:
    code = (
        "import os, sys\n"
        "print(repr(sys.stdin.read()), os.getpgid(0) == os.getsid(0) == os.getpid())\n"
        "try: os.open('/dev/tty', os.O_RDWR)\n"
        "except OSError: print('no terminal')\n"
    )
    assert await output_of(script(code)) == ["'' True", "no terminal"]


async def test_what_belongs_to_the_python_of_jtui_is_not_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nonexistent")
    monkeypatch.setenv("GREETING", "hello")
    code = "import os; print(os.environ.get('PYTHONHOME'), os.environ['GREETING'])"
    assert await output_of(script(code)) == ["None hello"]


async def test_a_failure_tells_status_and_last_lines_and_ends_the_plan(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "for n in range(100): print('line', n)\n"
        "sys.exit('\\x1b[31mbad\\x1b[0m \\x1b]0;owned\\x07luck')"
    )
    steps = CommandPlan.of(
        [
            (sys.executable, "-c", code),
            (sys.executable, "-c", f"open({str(tmp_path / 'x')!r}, 'w')"),
        ]
    )
    with pytest.raises(KernelspecError) as raised:
        await run(steps, lambda _: None)
    text = str(raised.value)
    assert "ended with exit status 1" in text
    assert "line 99\nbad luck" in text and "line 80\n" not in text and "\x1b" not in text
    assert not (tmp_path / "x").exists()


async def test_a_command_that_is_killed_is_told() -> None:
    with pytest.raises(KernelspecError, match="ended by signal 9"):
        await run(script("import os; os.kill(os.getpid(), 9)"), lambda _: None)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("/no/such/program",), "There is no program"),
        (("/",), "Permission denied"),
        (("a\0b",), "cannot be passed on"),
        ((sys.executable, "\ud800"), "cannot be passed on"),
        ((sys.executable, "x" * 5_000_000), "Argument list too long"),
    ],
    ids=["missing", "directory", "nul", "surrogate", "long"],
)
async def test_a_command_that_cannot_be_started_is_told(argv: tuple[str, ...], words: str) -> None:
    before = len(psutil.Process().open_files()), psutil.Process().num_fds()
    with pytest.raises(KernelspecError, match=words) as raised:
        await run(CommandPlan.of([argv]), lambda _: None)
    assert "\0" not in str(raised.value) and "\ud800" not in str(raised.value)
    assert (len(psutil.Process().open_files()), psutil.Process().num_fds()) == before


async def test_what_a_command_leaves_running_does_not_hold_up_the_next(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\n"
        "open(sys.argv[1], 'w').write(str(child.pid))\n"
        "print('done')\n"
    )
    async with asyncio.timeout(20):
        assert await output_of(script(code, str(tmp_path / "pid"))) == ["done"]
    identity = ProcessIdentity.of(int((tmp_path / "pid").read_text()))
    assert identity.lives()
    identity.kill()
    await until(lambda: not identity.lives())


# Cancelled.

STUBBORN = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', sys.argv[2]], start_new_session=True)\n"
    "print(child.pid)\n"
    "time.sleep(1000)\n"
)
CHILD = STUBBORN + "import time; time.sleep(1000)"
WAITING = {
    "it waits": "print(0)\nimport time; time.sleep(1000)",
    "it ignores interrupts": STUBBORN + "print(0)\nimport time; time.sleep(1000)",
    "it has a child in another session": PARENT,
    "it floods": "while True: print(0)",
    "it is stopped": "print(0)\nimport os; os.kill(os.getpid(), 19)",
    "it has closed its output": (
        "print(0)\nimport os, time; os.close(1); os.close(2); time.sleep(1000)"
    ),
}


@pytest.mark.parametrize("code", WAITING.values(), ids=WAITING)
@pytest.mark.parametrize("times", [1, 2])
async def test_a_cancelled_command_ends_with_all_it_has_started(code: str, times: int) -> None:
    lines: list[str] = []
    # In a flood the lines are not kept.
    running = asyncio.ensure_future(  # noqa: TID251 (the test owns it)
        run(script(code, "", CHILD), lambda line: lines.append(line) if len(lines) < 2 else None)
    )
    await until(lambda: len(lines) == 2)
    child = ProcessIdentity.of(int(lines[1]) or psutil.Process().children()[0].pid)
    for _ in range(times):
        running.cancel()
        await asyncio.sleep(0)
    begun = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert time.monotonic() - begun < 5.0
    await until(lambda: not child.lives() and psutil.Process().children() == [], 2.0)


async def test_a_reader_that_fails_ends_the_command() -> None:
    def take(line: str) -> None:
        if not line.startswith("$ "):
            raise ValueError(line)

    with pytest.raises(ValueError, match="here"):
        await run(script("print('here')\nimport time; time.sleep(1000)"), take)
    assert psutil.Process().children() == []


async def test_a_command_that_takes_back_what_it_did_has_the_time_to(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "try:\n"
        "    print('begun'); time.sleep(1000)\n"
        "except KeyboardInterrupt:\n"
        "    time.sleep(0.1); open(sys.argv[1], 'w').close()\n"
    )
    lines: list[str] = []
    running = asyncio.ensure_future(  # noqa: TID251 (the test owns it)
        run(script(code, str(tmp_path / "taken back")), lines.append)
    )
    await until(lambda: "begun" in lines)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert files_in(tmp_path) == ["taken back"]
