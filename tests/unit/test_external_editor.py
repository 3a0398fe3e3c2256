"""How the user's own editor is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.external_editor import editor_command

FILE = Path("/tmp/a b.py")


@pytest.mark.parametrize(
    ("editor", "line", "command"),
    [
        ("nano", 3, ["nano", "+3", str(FILE)]),
        ("/usr/bin/nvim -u NONE", 7, ["/usr/bin/nvim", "-u", "NONE", "+7", str(FILE)]),
        ("hx", 3, ["hx", f"{FILE}:3"]),
        ("code --wait", 3, ["code", "--wait", "--goto", f"{FILE}:3"]),
        ("my-editor", 3, ["my-editor", str(FILE)]),
        ("vim", 0, ["vim", str(FILE)]),
        ("'unclosed", 0, ["'unclosed", str(FILE)]),
        (" ", 0, ["vi", str(FILE)]),
    ],
)
def test_an_editor_is_told_the_line_in_its_own_way(
    editor: str, line: int, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor)
    assert editor_command(FILE, line) == command


def test_visual_goes_before_editor_and_vi_is_there_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "ed")
    assert editor_command(FILE) == ["ed", str(FILE)]
    monkeypatch.setenv("VISUAL", "nano")
    assert editor_command(FILE) == ["nano", str(FILE)]
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR")
    assert editor_command(FILE) == ["vi", str(FILE)]
