"""How the user's own editor is called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.external_editor import EditorError, editor_command, place_of, read_source

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


def test_a_source_is_found_by_its_first_line(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("import os\n\n    def f():\n        pass\n")
    assert place_of(str(file), 0, "def f():") == (file, 3)
    assert place_of(str(file), 7, "def f():") == (file, 7)
    assert place_of(str(file), 0, "") == (file, 0)
    assert place_of(str(file), 0, "def g():") == (file, 0)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("~nobody-of-this-name/a.py", str(tmp_path), str(tmp_path / "pipe"), "/dev/zero"):
        with pytest.raises(EditorError):
            place_of(name, 0, "x")
    with pytest.raises(EditorError):
        read_source(tmp_path / "pipe")
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(EditorError):
        read_source(large)
