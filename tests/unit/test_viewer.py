"""Which program shows a file outside of the terminal, and what becomes of one that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.viewer import ViewerError, show, viewer_command


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A directory of programs that write what they are given into a file."""
    for name in ("xdg-open", "my-browser"):
        program = tmp_path / name
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/given; tty >> {tmp_path}/given; exit 0\n'
        )
        program.chmod(0o755)
    return tmp_path


def test_with_a_display_the_systems_program_is_taken(programs: Path) -> None:
    environment = {"PATH": str(programs), "DISPLAY": ":0", "BROWSER": "my-browser"}
    assert viewer_command(environment, "linux") == [str(programs / "xdg-open")]
    assert viewer_command({}, "darwin") == ["open"]


@pytest.mark.parametrize("browser", ["my-browser --new %s", "my-browser --new:other"])
def test_without_a_display_only_a_browser_that_was_named(programs: Path, browser: str) -> None:
    environment = {"PATH": str(programs), "BROWSER": browser}
    assert viewer_command(environment, "linux") == [str(programs / "my-browser"), "--new"]


@pytest.mark.parametrize("browser", ["", "no-such-program", "'"])
def test_without_either_it_is_said(programs: Path, browser: str) -> None:
    with pytest.raises(ViewerError, match="no program here"):
        viewer_command({"PATH": str(programs), "BROWSER": browser}, "linux")


async def test_it_gets_the_file_and_no_terminal(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    await show("/tmp/a file; rm -rf x")
    given = (programs / "given").read_text().split("\n")
    assert given[0] == "/tmp/a file; rm -rf x"
    assert given[1] == "not a tty"


async def test_one_that_fails_is_told_with_its_status(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (programs / "xdg-open").write_text("#!/bin/sh\nexit 3\n")
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    with pytest.raises(ViewerError, match="exit status 3"):
        await show("/tmp/x")
