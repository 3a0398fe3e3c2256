"""Forgetting inputs in the history that a real IPython keeps."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tui.errors import HistoryError
from tui.stores.ipython_history import default_ipython_history, forget_in_ipython

SHELL = """
import sys
from traitlets.config import Config
from IPython.core.interactiveshell import InteractiveShell
config = Config()
config.HistoryManager.hist_file = sys.argv[1]
config.HistoryManager.db_log_output = True
shell = InteractiveShell.instance(config=config)
token = "token = 'geheim-4711'"
for code in (token, "1 + 1", token + "\\n", "def f():\\n    return 2"):
    shell.run_cell(code, store_history=True)
shell.history_manager.writeout_cache()
shell.history_manager.end_session()
"""


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """The file of an IPython in which four inputs were entered."""
    path = tmp_path / "history.sqlite"
    subprocess.run(
        [sys.executable, "-c", SHELL, str(path)],
        check=True,
        timeout=60,
        env={"PATH": "", "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")},
        capture_output=True,
    )
    return path


def inputs(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT source_raw FROM history ORDER BY line").fetchall()
    connection.close()
    return [row[0].strip() for row in rows]


def test_every_input_with_the_text_goes_and_no_other(history: Path) -> None:
    assert forget_in_ipython(history, ["token = 'geheim-4711'"]) == 2
    assert inputs(history) == ["1 + 1", "def f():\n    return 2"]
    for file in history.parent.glob("history.sqlite*"):
        assert b"geheim-4711" not in file.read_bytes()


def test_several_lines_and_an_output(history: Path) -> None:
    assert forget_in_ipython(history, ["def f():\n    return 2", "1 + 1", "not there"]) == 2
    connection = sqlite3.connect(history)
    assert connection.execute("SELECT count(*) FROM output_history").fetchone() == (0,)
    connection.close()


def test_a_locked_file_is_a_sentence_and_keeps_everything(
    history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.stores.ipython_history.PATIENCE", 0.1)
    holder = sqlite3.connect(history)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(HistoryError, match=r"Nothing was forgotten .* locked"):
        forget_in_ipython(history, ["1 + 1"])
    holder.rollback()
    holder.close()
    assert len(inputs(history)) == 4


@pytest.mark.parametrize("content", [b"", b"no database" * 100])
def test_a_file_that_is_no_history_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(content)
    with pytest.raises(HistoryError, match="Nothing was forgotten"):
        forget_in_ipython(path, ["x"])
    assert path.read_bytes() == content


def test_no_file_is_a_sentence_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is not there"):
        forget_in_ipython(tmp_path / "none.sqlite", ["x"])
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_is_in_no_history(history: Path) -> None:
    with pytest.raises(HistoryError):
        forget_in_ipython(history, ["a\ud800"])
    assert len(inputs(history)) == 4


def test_the_default_file_is_where_ipython_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    assert default_ipython_history() == tmp_path / "profile_default" / "history.sqlite"
