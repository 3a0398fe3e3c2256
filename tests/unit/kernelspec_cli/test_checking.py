"""`jtui kernelspec check` with real kernels, and with some that are none."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.session.left_behind import MARK, marked
from tests.unit.kernelspec_cli.commands import (
    FAILING,
    IPYTHON,
    SLEEPING,
    Jtui,
    Terminal,
    configure,
    program,
    status_of,
    until,
)
from tests.unit.stores.kernelspecs.trees import VALID as SOME
from tests.unit.stores.kernelspecs.trees import install

VALID = dict(SOME)


def test_kernels_are_really_started(jtui: Jtui, kernels: Path) -> None:
    install(kernels, "good", IPYTHON)
    install(kernels, "failing", FAILING)
    install(kernels, "broken", b"{")
    install(kernels, "gone", VALID | {"argv": ["/nope/bin/python", "{connection_file}"]})
    done = jtui("check")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("failing"))
    assert lines[at].startswith("failing  fails: The kernel ended with exit status 3 before it")
    assert lines[at + 1 : at + 3] == ["    one", "    two"]
    assert any(line.startswith("broken   fails: kernel.json is not valid") for line in lines)
    assert any(line.startswith("good     works ") and line.endswith(" s") for line in lines)
    assert "    /nope/bin/python does not exist: its environment /nope is gone." in lines
    assert jtui("check", "GOOD").returncode == 0
    assert jtui("check", "good", "nope").returncode == 1


@pytest.mark.parametrize("argv", [(), ("--json",), ("--static",)])
def test_names_there_are_not_are_said(jtui: Jtui, kernels: Path, argv: tuple[str, ...]) -> None:
    install(kernels, "good", IPYTHON)
    done = jtui("check", *argv, "nope", "gone")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "jtui: There is no kernelspec nope.",
        "jtui: There is no kernelspec gone.",
    ]


def test_a_check_as_json(jtui: Jtui, kernels: Path) -> None:
    install(kernels, "good", IPYTHON)
    install(kernels, "slow", SLEEPING)
    done = jtui("check", "--json", "--timeout", "1", "slow")
    assert done.returncode == 1
    slow = json.loads(done.stdout)
    assert (slow["name"], slow["works"], slow["findings"]) != ("slow", True, [])
    assert "no sign of life from the kernel within 1 s" in slow["reason"]
    good = json.loads(jtui("check", "--json", "good").stdout)
    assert (good["works"], good["reason"], good["path"]) == (True, "", str(kernels / "good"))
    assert good["seconds"] > 0


def test_a_static_check_starts_nothing(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'started')!r}, 'w')"
    install(kernels, "writes", program(code) | {"language": "any", "interrupt_mode": "message"})
    install(kernels, "broken", b"{")
    done = jtui("check", "--static")
    assert done.returncode == 1
    assert f"writes  good  {kernels / 'writes'}\n" in done.stdout
    assert f"broken  bad  {kernels / 'broken'}\n    error: It cannot be used: " in done.stdout
    assert "note: It is interrupted by a message" not in done.stdout
    assert "note: It is interrupted by a message" in jtui("check", "--static", "writes").stdout
    assert not (tmp_path / "started").exists()


def test_what_is_not_allowed_is_not_started(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    install(kernels, "writes", program(f"open({str(tmp_path / 'started')!r}, 'w')"))
    install(kernels, "good", IPYTHON)
    configure(tmp_path, KernelSpecManager={"allowed_kernelspecs": ["good"]})
    assert [line.split()[0] for line in jtui("check").stdout.splitlines()] == ["good"]
    done = jtui("check", "writes")
    assert done.returncode == 1
    assert "allowed_kernelspecs does not allow it" in done.stdout
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_kernel(
    terminal: Terminal,
    kernels: Path,
    environment: dict[str, str],
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    for name in "abc":
        install(kernels, name, SLEEPING)
    child = terminal("check")
    until(lambda: len(list((tmp_path / "runtime").rglob("kernel-*.json"))) == 2)
    child.kill(number)
    child.kill(number)
    assert status_of(child) == 128 + number
    assert marked(environment[MARK]) == []
