"""Tokens on the command line: found in every form, and gone from the process list."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.secret_options import VARIABLE, take_token, without_secret


@pytest.mark.parametrize(
    ("argv", "kept", "token"),
    [
        (["--server", "http://h:1/"], ["--server", "http://h:1/"], ""),
        (["--server", "http://h:1/", "--token", "abc"], ["--server", "http://h:1/"], "abc"),
        (["--token=abc", "--debug"], ["--debug"], "abc"),
        (["--token", "--debug"], ["--debug"], ""),
        (["--token"], [], ""),
        (["--server", "http://h/?token=abc"], ["--server", "http://h/"], "abc"),
        (["--server", "http://h/lab?a=b&token=abc#x"], ["--server", "http://h/lab?a=b#x"], "abc"),
        (["--server", "http://h/lab?token=abc&a=b"], ["--server", "http://h/lab?a=b"], "abc"),
        (["--server=http://h/?token=abc"], ["--server=http://h/"], "abc"),
        (["--server", "http://h/?token=no", "--token", "yes"], ["--server", "http://h/"], "yes"),
    ],
)
def test_tokens_are_taken_off_the_command_line(
    argv: list[str], kept: list[str], token: str
) -> None:
    assert without_secret(argv) == (kept, token)


def test_a_token_is_handed_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "abc")
    assert take_token() == "abc"
    assert VARIABLE not in os.environ
    assert take_token() == ""


def test_no_token_stays_in_the_process_list(tmp_path: Path) -> None:
    """The program is started with a token and looks at its own command line."""
    program = tmp_path / "program.py"
    program.write_text(
        "import sys, psutil\n"
        "from tui.secret_options import start_again_without_secret, take_token\n"
        "start_again_without_secret()\n"
        "print(psutil.Process().cmdline()[1:], take_token())\n"
    )
    words = ["--server", "http://h/?token=abc", "--debug"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, str(program), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == f"[{str(program)!r}, '--server', 'http://h/', '--debug'] abc\n"
