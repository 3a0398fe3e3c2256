"""Outputs saved as files, and shown by a program outside of the terminal."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

PNG = (
    "import base64; from IPython.display import Image, display; data = base64.b64decode('"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC')"
)


def save(console: Jtui, name: str = "") -> None:
    """Save the last output, under a name if one is given."""
    console.command("Save the last output")
    console.wait_for("Save this output as")
    if name:
        console.press("ctrl+u")
        console.type(name)
    console.press("enter")


def test_a_picture_is_saved_as_what_its_name_asks_for(console: Jtui) -> None:
    console.ask(PNG)
    console.ask("display(Image(data))")
    save(console)
    console.wait_for("Saved as")
    saved = console.work / "cell-2.png"
    assert saved.read_bytes().startswith(b"\x89PNG")
    save(console, "words.txt")
    console.wait_for("words.txt")
    console.wait_for(lambda: (console.work / "words.txt").exists())
    assert "Image object" in (console.work / "words.txt").read_text()


def test_what_is_there_is_replaced_only_when_the_user_says_so(console: Jtui) -> None:
    console.ask("print('one\\ntwo')")
    (console.work / "cell-1.txt").write_text("mine")
    save(console)
    console.wait_for("cell-1.txt exists")
    console.press("c")
    console.wait_gone("cell-1.txt exists")
    assert (console.work / "cell-1.txt").read_text() == "mine"
    save(console)
    console.wait_for("cell-1.txt exists")
    console.press("r")
    console.wait_for("Saved as")
    assert (console.work / "cell-1.txt").read_text() == "one\ntwo\n"


def test_a_file_that_cannot_be_written_is_told(console: Jtui) -> None:
    console.ask("1 + 1")
    save(console, "/no/such/place/x.txt")
    console.wait_for("could not be written")


def test_without_a_program_that_shows_it_it_is_said_where_it_is(console: Jtui) -> None:
    console.ask("print('words')")
    console.command("Open the last output in a viewer")
    console.wait_for("There is no program here that could show it.")
    (file,) = (console.runtime / "jtui" / "opened").iterdir()
    assert file.read_text() == "words\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_systems_viewer_gets_a_file_or_the_address(jtui: Jtui, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    viewer = programs / "xdg-open"
    viewer.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> {tmp_path}/shown\n')
    viewer.chmod(0o755)
    jtui.start(env={"DISPLAY": ":77", "PATH": f"{programs}:/usr/bin:/bin"})
    jtui.wait_state("idle")
    jtui.ask("from IPython.display import HTML, IFrame")
    jtui.ask("HTML('<b>bold</b><script>1</script>')")
    jtui.command("Open the last output in a viewer")
    jtui.wait_for("Opened")
    (file,) = (tmp_path / "shown").read_text().split()
    assert 'sandbox="allow-scripts"' in Path(file).read_text()
    jtui.ask("IFrame('https://example.org/x', 10, 10)")
    jtui.command("Open the last output in a viewer")
    jtui.wait_for(lambda: "https://example.org/x" in (tmp_path / "shown").read_text().split())
