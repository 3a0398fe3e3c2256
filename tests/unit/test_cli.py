"""The command line as a user meets it, without a screen: every case in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pexpect
import psutil
import pytest

import tui


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables for jtui with nothing of the user's: no configuration, and two kernelspecs."""
    kernels = tmp_path / "data" / "kernels"
    for name, content in {
        "good": json.dumps(
            {"argv": ["/bin/false"], "display_name": "A \x1b[31mgood one", "language": "any"}
        ),
        "bad": "{",
    }.items():
        (kernels / name).mkdir(parents=True)
        (kernels / name / "kernel.json").write_text(content)
    return os.environ | {
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTER_PATH": "",
        "IPYTHONDIR": str(tmp_path / "ipython"),
    }


def jtui(
    environment: dict[str, str], *argv: str, command: Sequence[str] = ("-m", "tui")
) -> subprocess.CompletedProcess[str]:
    """Run jtui to its end, without a terminal."""
    return subprocess.run(
        [sys.executable, *command, *argv],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_short(environment: dict[str, str], option: str) -> None:
    done = jtui(environment, option)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert len(lines) < 24
    assert max(map(len, lines)) < 80
    assert lines[0].startswith("Usage: jtui [options] [NOTEBOOK ...] |")
    options = (
        "kernel",
        "existing",
        "server",
        "token",
        "ssh",
        "list-kernels",
        "list-running",
        "theme",
        "config",
        "generate-config",
        "debug",
        "version",
    )
    assert [name for name in (*options, "help-all") if f"--{name} " not in done.stdout] == []


def test_help_all_names_every_setting(environment: dict[str, str]) -> None:
    done = jtui(environment, "--help-all")
    assert (done.returncode, done.stderr) == (0, "")
    for name in (
        *("JtuiApp.keymap", "KernelSession.auto_restart", "Transcript.output_cap"),
        *("KernelSpecManager.allowed_kernelspecs", "JtuiApp.kernel_spec_manager_class"),
    ):
        assert f"--{name}=" in done.stdout


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(environment: dict[str, str], option: str) -> None:
    done = jtui(environment, option)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tui.__version__}\n", "")


def test_list_kernels_shows_good_and_broken_ones_cleaned(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = jtui(environment, "--list-kernels")
    assert (done.returncode, done.stderr) == (0, "")
    kernels = tmp_path / "data" / "kernels"
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["good", "A", "␛[31mgood", "one", "any", str(kernels / "good")] in rows
    assert f"broken: {kernels / 'bad'}: kernel.json is not valid JSON" in done.stdout
    assert any(row[0] == "python3" for row in rows)


def test_an_unknown_kernel_is_said_with_those_there_are(environment: dict[str, str]) -> None:
    done = jtui(environment, "--kernel", "good", "--kernel", "nope")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("jtui: There is no kernel called nope. The kernels there are:\n")
    assert "\ngood " in done.stderr


@pytest.mark.parametrize(
    ("argv", "status"), [(["--list-kernels"], 0), (["--kernel", "nope"], 2)], ids=["list", "error"]
)
def test_long_fields_leave_the_list_of_kernels_readable(
    environment: dict[str, str], tmp_path: Path, argv: list[str], status: int
) -> None:
    kernels = tmp_path / "data" / "kernels"
    name = "n" * 200
    (kernels / name).mkdir()
    fields = {"argv": ["x"], "display_name": "\x1b" + "D" * 400_000, "language": "l" * 400_000}
    (kernels / name / "kernel.json").write_text(json.dumps(fields))
    done = jtui(environment, *argv)
    assert done.returncode == status
    lines = (done.stdout or done.stderr).splitlines()
    (line,) = [line for line in lines if line.startswith("nnn")]
    # Only by its whole name it can be opened, and only by its whole directory found.
    assert line.split() == [name, "␛" + "D" * 58 + "…", "l" * 59 + "…", str(kernels / name)]
    (good,) = [line for line in lines if line.startswith("good ")]
    assert len(good) == 60 + 2 + 60 + 2 + 60 + 2 + len(str(kernels / "good"))


def test_a_broken_kernel_is_said_with_the_reason(environment: dict[str, str]) -> None:
    done = jtui(environment, "--kernel=bad")
    assert (done.returncode, done.stdout) == (2, "")
    assert "kernel.json is not valid JSON" in done.stderr


def test_control_characters_on_the_command_line_are_not_printed(
    environment: dict[str, str],
) -> None:
    done = jtui(environment, "--kernel", "\x1b[31m")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "␛[31m" in done.stderr


def test_without_a_terminal_nothing_is_started(environment: dict[str, str], tmp_path: Path) -> None:
    done = jtui(environment, "--kernel", "good")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "jtui: There is no terminal: input and output must not be redirected.\n"
    assert not (tmp_path / "runtime").exists()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--kernl", "x"], "There is no option --kernl. Did you mean --kernel?"),
        (["--Transcript.output_cap=x"], "Transcript.output_cap: "),
        (["--config", "/nonexistent"], "There is no configuration file /nonexistent."),
        (["x"], "There is no option x; an option begins with --, and the name of a notebook"),
        (["/tmp", "no.ipynb"], "There is no option /tmp; an option begins with --"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    environment: dict[str, str], argv: list[str], said: str
) -> None:
    done = jtui(environment, *argv)
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(f"jtui: {said}")
    assert second == "Run jtui -h for the options."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.ipynb", None, "No such file"),
        ("dir.ipynb", b"dir", "it is a directory."),
        ("fifo.ipynb", b"fifo", "it is not a regular file."),
        ("loop.ipynb", b"loop", "loop.ipynb cannot be opened: "),
        ("text.ipynb", b"print(1)", "it is not JSON: "),
        ("bytes.ipynb", b"\xff\xfe", "it is not text in UTF-8."),
        ("list.ipynb", b"[]", "it does not say which version of nbformat it is in."),
        ("new.ipynb", b'{"nbformat": 9, "cells": []}', "it is in version 9.0 of nbformat"),
        ("none.ipynb", b'{"nbformat": 4}', "it has no list of cells."),
        ("deep.ipynb", b"[" * 100_000, "its JSON is nested too deeply."),
        ("esc\x1b.ipynb", None, "esc␛.ipynb cannot be opened: "),
    ],
)
def test_what_is_no_notebook_is_said_in_one_sentence(
    environment: dict[str, str], tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    match content:
        case None:
            pass
        case b"dir":
            path.mkdir()
        case b"fifo":
            os.mkfifo(path)
        case b"loop":
            path.symlink_to(path)
        case _:
            path.write_bytes(content)
    done = jtui(environment, "--kernel", "python3", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("jtui: ")
    assert said in line


def test_a_large_notebook_is_looked_at_before_it_is_read(
    environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "large.ipynb"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    done = jtui(environment, str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("it is larger than 200 MB.\n")


def test_generate_config_writes_a_file_that_changes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "config" / "jupyter_tui_config.py"
    done = jtui(environment, "--generate-config")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(file) in done.stdout
    written = file.read_text()
    assert "\n# c.KernelSession.auto_restart = False\n" in written
    assert "\n# c.KernelSpecManager.ensure_native_kernel = True\n" in written
    assert "\n# c.JtuiApp.kernel_spec_manager_class = ''\n" in written
    assert [line for line in written.splitlines() if line and line[0] != "#"] == [
        "c = get_config()  # noqa: F821"
    ]

    file.write_text("mine")
    again = jtui(environment, "--generate-config")
    assert again.returncode == 2
    assert again.stderr == "jtui: The configuration file exists already; -y overwrites it.\n"
    assert file.read_text() == "mine"

    assert jtui(environment, "--generate-config", "-y").returncode == 0
    assert file.read_text() == written


def test_generate_config_says_when_it_cannot_write(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("a file where the directory should be")
    done = jtui(environment, "--generate-config")
    assert done.returncode == 2
    assert done.stderr.startswith("jtui: The configuration file cannot be written: ")


def test_a_reader_that_leaves_early_is_no_error(environment: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tui", "--help-all"],
            env=environment,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""


@pytest.mark.parametrize("command", ["jtui", "jupyter-tui"])
def test_the_installed_commands_are_there(environment: dict[str, str], command: str) -> None:
    program = Path(sys.executable).parent / command
    if not program.exists():
        pytest.skip("jtui is not installed in this environment")
    done = subprocess.run([program, "--version"], env=environment, capture_output=True, timeout=60)
    assert done.stdout.decode() == f"{tui.__version__}\n"


ORDER = """
import os, sys

def watch(event, arguments):
    if event == "subprocess.Popen" and arguments[0] == "/bin/false":
        os.write(2, b"kernel started;")
    if event == "import" and arguments[0].partition(".")[0] == "textual":
        os.write(2, b"textual imported;")
        os._exit(0)

sys.addaudithook(watch)
from tui.__main__ import main
main(["--kernel", "good", "--kernel", "good"])
"""


def test_kernels_are_started_before_the_toolkit_is_imported(environment: dict[str, str]) -> None:
    child = pexpect.spawn(sys.executable, ["-c", ORDER], env=environment, timeout=60)
    try:
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert child.before == b"kernel started;kernel started;textual imported;"


def configure(tmp_path: Path, name: str = "jupyter_config", **sections: Any) -> None:
    """Write a configuration file of the user's."""
    (tmp_path / "config").mkdir(exist_ok=True)
    (tmp_path / "config" / f"{name}.json").write_text(json.dumps(sections))


def started(environment: dict[str, str], *argv: str) -> bytes:
    """What is said, and which kernels are started, until the toolkit is imported."""
    code = ORDER.replace(
        'main(["--kernel", "good", "--kernel", "good"])', f"sys.exit(main({list(argv)!r}))"
    )
    child = pexpect.spawn(sys.executable, ["-c", code], env=environment, timeout=60)
    try:
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
        # The program ended in the middle, and its kernels have begun.
        for process in psutil.process_iter(["cmdline"]):
            words = process.info["cmdline"] or ()
            if any(environment["JUPYTER_RUNTIME_DIR"] in word for word in words):
                process.kill()
    said: bytes = child.before
    return said


def test_the_default_kernel_opens_when_none_is_named(
    environment: dict[str, str], tmp_path: Path
) -> None:
    assert b"kernel started;" not in started(environment)
    configure(tmp_path, "jupyter_tui_config", JtuiApp={"default_kernel": "good"})
    assert started(environment) == b"kernel started;textual imported;"
    assert b"kernel started;" not in started(environment, "--kernel", "python3")


def test_only_kernels_that_are_allowed_are_listed_and_started(
    environment: dict[str, str], tmp_path: Path
) -> None:
    configure(tmp_path, KernelSpecManager={"allowed_kernelspecs": ["good"]})
    done = jtui(environment, "--list-kernels")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["good", "broken:"]
    done = jtui(environment, "--kernel", "python3")
    assert done.returncode == 2
    assert "allowed_kernelspecs does not allow the kernel python3. The kern" in done.stderr
    # Nobody has named python3, so what is allowed opens in its place.
    assert started(environment) == b"kernel started;textual imported;"


PROVIDER = """
from jupyter_client.kernelspec import KernelSpecManager

class Specs(KernelSpecManager):
    def get_all_specs(self):
        print("this is no answer")
        spec = {"argv": ["/bin/false"], "display_name": "Provided", "language": "any"}
        specs = {"provided": {"resource_dir": "", "spec": spec}, **super().get_all_specs()}
        del specs["python3"]
        return specs
"""


def test_kernels_of_a_configured_class_are_listed_and_started(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "provider.py").write_text(PROVIDER)
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(Path.cwd())])
    configure(tmp_path, JupyterApp={"kernel_spec_manager_class": "provider.Specs"})
    done = jtui(environment, "--list-kernels")
    assert (done.returncode, done.stderr) == (0, "")
    names = {line.split()[0] for line in done.stdout.splitlines()}
    assert {"good", "provided"} <= names and "python3" not in names
    # It is started when the class has been asked, for which the screen does not wait.
    assert started(environment, "--kernel", "provided", "--kernel", "good") == (
        b"kernel started;textual imported;"
    )
    listed = jtui(environment, "kernelspec", "list").stdout
    assert listed.count(" provided ") == 1
    assert "provider.Specs, the class that is configured, leaves it out.\n" in listed
    (tmp_path / "provider.py").write_text("raise RuntimeError('oh \x1b[31mno')")
    done = jtui(environment, "--list-kernels")
    assert done.returncode == 0
    assert done.stderr == (
        "jtui: provider.Specs could not be asked for kernels: RuntimeError: oh ␛[31mno\n"
    )
    done = jtui(environment, "--kernel", "provided")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_start_with_other_settings_asks_no_class(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "provider.py").write_text(f"open({str(tmp_path / 'asked')!r}, 'w')")
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(Path.cwd())])
    configure(tmp_path, JupyterApp={"kernel_spec_manager_class": "provider.Specs"})
    assert started(environment, "--kernel", "good") == b"kernel started;textual imported;"
    assert not (tmp_path / "asked").exists()


def test_the_usual_start_reads_no_settings_of_kernelspecs(environment: dict[str, str]) -> None:
    code = ORDER.replace('b"textual imported;"', "' '.join(sorted(sys.modules)).encode()")
    child = pexpect.spawn(sys.executable, ["-c", code], env=environment, timeout=60)
    try:
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    loaded = child.before.split()
    assert b"tui.cli" in loaded
    assert not {b"tui.stores.kernelspecs.settings", b"tui.kernelspec_cli", b"traitlets"} & {*loaded}


INTERRUPTED = """
import os, signal, sys

def watch(event, arguments):
    if event == "import" and arguments[0].partition(".")[0] == "textual":
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))

sys.addaudithook(watch)
from tui.__main__ import main
sys.exit(main(["--kernel", "sleep"]))
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_during_the_start_leaves_no_kernel_and_no_traceback(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    sleep = tmp_path / "data" / "kernels" / "sleep"
    sleep.mkdir()
    command = ["/bin/sh", "-c", f"exec 3>'{alive}'; sleep 600"]
    (sleep / "kernel.json").write_text(json.dumps({"argv": command}))
    reading = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    child = pexpect.spawn(sys.executable, ["-c", INTERRUPTED, name], env=environment, timeout=60)
    try:
        child.expect(pexpect.EOF)
        child.wait()
        assert child.before == b""
        assert child.exitstatus == 128 + getattr(signal, name)
        # The end of the file comes when no process has it open for writing any more.
        os.set_blocking(reading, True)
        assert os.read(reading, 1) == b""
    finally:
        child.close(force=True)
        os.close(reading)


def test_the_log_is_private(environment: dict[str, str], tmp_path: Path) -> None:
    child = pexpect.spawn(sys.executable, ["-m", "tui", "--kernel", "good"], env=environment)
    try:
        log = tmp_path / "data" / "jtui" / "jtui.log"
        child.expect([pexpect.EOF, r".+"])
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
    finally:
        child.kill(9)
        child.close()
