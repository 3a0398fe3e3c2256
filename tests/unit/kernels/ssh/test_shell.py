"""Scripts for another host, run by the shell that is here."""

from __future__ import annotations

import asyncio
import shutil
import subprocess

import pytest

from tui.errors import TransportError
from tui.kernels.ssh.shell import Part, Script, run_in_login_shell, run_script

HOSTILE = "a 'b' \"c\" $(touch x) `touch y` \\ \n z; exit 7 #\t*"


async def run(text: str, seconds: float, shell: str = "sh") -> str:
    process = await asyncio.create_subprocess_exec(
        shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    async with asyncio.timeout(seconds):
        output, _ = await process.communicate(text.encode())
    return output.decode()


@pytest.mark.parametrize("shell", ["sh", "bash", "dash", "zsh", "ksh"])
async def test_values_arrive_as_they_are(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = Script('printf "\\n%s value\\n%s" "$JTUI_MARK" "$X"', {"X": HOSTILE})
    output = await run(script.text, 10.0, shell)
    assert list(script.parts(output)) == [Part("value", "", HOSTILE)]


async def test_what_a_shell_prints_beside_is_no_part_of_the_answer() -> None:
    body = (
        "echo Welcome\n"
        'printf "%s one two words\\ntext\\nmore\\n%s two\\n" "$JTUI_MARK" "$JTUI_MARK"\n'
        'echo "not $JTUI_MARK three"\n'
    )
    script = Script(body, {})
    parts = await run_script(run, script, 10.0)
    assert parts == [
        Part("one", "two words", "text\nmore"),
        Part("two", "", f"not {script.mark} three\n"),
    ]


async def test_a_script_that_reads_does_not_eat_itself() -> None:
    script = Script('cat >/dev/null; printf "\\n%s done\\n" "$JTUI_MARK"', {})
    assert await run_script(run, script, 10.0) == [Part("done", "", "")]


def test_each_script_has_a_mark_of_its_own() -> None:
    assert Script("", {}).mark != Script("", {}).mark


async def test_a_script_is_run_by_the_login_shell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.setenv("HOME", str(tmp_path))
    script = Script('printf "\\n%s value\\n%s" "$JTUI_MARK" "$X"', {"X": HOSTILE})
    parts = await run_in_login_shell(run, script)
    assert parts[-1] == Part("value", "", HOSTILE)


async def test_the_next_way_is_taken_when_a_login_shell_does_not_come_to_the_script() -> None:
    tried = []

    async def refuses(text: str, seconds: float) -> str:
        tried.append(text)
        if len(tried) == 1:
            raise TransportError("It hangs.")
        return "" if len(tried) == 2 else await run(text, seconds)

    script = Script('printf "\\n%s done\\n" "$JTUI_MARK"', {})
    parts = await run_in_login_shell(refuses, script)
    assert [part.kind for part in parts] == ["begun", "done"]
    assert len(tried) == 3


async def test_it_is_said_when_there_is_no_way() -> None:
    async def refuses(text: str, seconds: float) -> str:
        raise TransportError("It hangs.")

    with pytest.raises(TransportError, match="hangs"):
        await run_in_login_shell(refuses, Script("", {}))
