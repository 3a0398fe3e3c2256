"""Where a file goes that the user names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.named_files import place_of


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "there").mkdir()
    (tmp_path / "there.d").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("answer", "proposed", "path"),
    [
        ("analysis.ipynb", "Python.ipynb", "analysis.ipynb"),
        ("analysis", "Python.ipynb", "analysis.ipynb"),
        ("~/analysis", "/elsewhere/Python.ipynb", "analysis.ipynb"),
        ("analysis.py", "Python.ipynb", "analysis.py"),
        ("there/analysis", "cell-1.png", "there/analysis.png"),
        ("there", "cell-1.png", "there/cell-1.png"),
        ("there.d", "/elsewhere/cell-1.png", "there.d/cell-1.png"),
        ("new/", "cell-1.png", "new/cell-1.png"),
        ("Makefile", "script", "Makefile"),
        (".hidden", "Python.ipynb", ".hidden.ipynb"),
        ("..", "there/Python.ipynb", "../Python.ipynb"),
    ],
)
def test_a_name_is_completed_by_what_was_proposed(
    home: Path, answer: str, proposed: str, path: str
) -> None:
    assert place_of(answer, proposed) == home / path


def test_a_directory_that_is_nobodys_is_no_place(home: Path) -> None:
    with pytest.raises(RuntimeError):
        place_of("~no-such-user/x", "x.py")
