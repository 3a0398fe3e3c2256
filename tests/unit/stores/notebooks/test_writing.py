"""Files written whole or not at all, and never over another unasked."""

from __future__ import annotations

import json
import os
import resource
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import nbformat
import pytest

from tui.errors import NotebookError
from tui.stores.notebooks import AlreadyThere, ChangedOnDisk, open_notebook, save
from tui.stores.notebooks.writing import write_file
from tui.wire.message import Json


def notebook(source: str = "1", **changes: Json) -> dict[str, Json]:
    cell: dict[str, Json] = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    return {
        "cells": [{**cell, **changes}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_the_file_is_byte_for_byte_what_nbformat_writes(tmp_path: Path) -> None:
    output: Json = {
        "data": {
            "image/png": "aGFs\nbG8=\n",
            "image/svg+xml": "<svg>\n</svg>",
            "text/plain": "ü\n\n1",
            "application/vnd.x+json": {"b": ["a\nb"], "a": 1.5},
        },
        "metadata": {},
        "output_type": "display_data",
    }
    printed: Json = {"name": "stdout", "output_type": "stream", "text": "a\x1b[1m\r\x0bb\n"}
    made = notebook("x = 1\ny\u3000= '\\'", outputs=[output, printed])
    cells = made["cells"]
    assert isinstance(cells, list)
    cells.append(
        {
            "attachments": {"a": {"text/plain": "a\nb"}},
            "cell_type": "markdown",
            "id": "b",
            "metadata": {"z": 1, "a": 2},
            "source": "",
        }
    )
    save(tmp_path / "a.ipynb", made)
    rules: Any = nbformat
    theirs = rules.writes(rules.from_dict(made))
    assert (tmp_path / "a.ipynb").read_text("utf-8") == f"{theirs}\n"


def test_a_file_that_is_shown_in_a_terminal_does_nothing_to_it(tmp_path: Path) -> None:
    save(tmp_path / "a.ipynb", notebook("\x1b[2J \x9b2J \u202e \u2066 \x7f ü"))
    text = (tmp_path / "a.ipynb").read_text("utf-8")
    assert not set("\x1b\x9b\u202e\u2066\x7f") & set(text)
    assert json.loads(text)["cells"][0]["source"] == ["\x1b[2J \x9b2J \u202e \u2066 \x7f ü"]


def test_a_new_file_has_the_usual_mode_and_nothing_else_is_left(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        save(tmp_path / "a.ipynb", notebook())
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.ipynb").stat().st_mode) == 0o640
    assert names(tmp_path) == ["a.ipynb"]


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("old")
    path.chmod(0o604)
    save(path, notebook(), replace=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert names(tmp_path) == ["a.ipynb"]


def test_a_symlink_stays_one_also_where_it_leads_to_nothing_yet(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.ipynb"
    link.symlink_to("there/real.ipynb")
    seen = save(link, notebook("1"))
    save(link, notebook("2"), seen=seen)
    assert link.is_symlink()
    assert '"2"' in (tmp_path / "there" / "real.ipynb").read_text()
    assert names(tmp_path / "there") == ["real.ipynb"]


def test_what_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("theirs")
    with pytest.raises(AlreadyThere, match=r"a\.ipynb is there already"):
        save(path, notebook())
    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["a.ipynb"]


def test_a_file_is_saved_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    seen = save(path, notebook("1"))
    seen = save(path, notebook("2"), seen=seen)
    seen = open_notebook(path).seen
    save(path, notebook("3"), seen=seen)
    assert '"3"' in path.read_text()


def test_a_file_that_others_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    seen = save(path, notebook("1"))
    content = path.read_text().replace('"1"', '"9"')
    path.write_text(content)
    os.utime(path, ns=(seen.modified + 1, seen.modified + 1))
    with pytest.raises(ChangedOnDisk, match="was changed by something else"):
        save(path, notebook("2"), seen=seen)
    assert path.read_text() == content
    save(path, notebook("2"), seen=seen, replace=True)
    assert '"2"' in path.read_text()


def test_another_file_of_the_same_size_and_time_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    seen = save(path, notebook("1"))
    other = tmp_path / "other"
    other.write_text(path.read_text().replace('"1"', '"9"'))
    os.utime(other, ns=(seen.modified, seen.modified))
    other.replace(path)
    with pytest.raises(ChangedOnDisk):
        save(path, notebook("2"), seen=seen)


def test_a_file_that_was_only_touched_has_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    seen = save(path, notebook("1"))
    os.utime(path, ns=(seen.modified + 5, seen.modified + 5))
    save(path, notebook("2"), seen=seen)
    assert '"2"' in path.read_text()


def test_what_was_seen_of_one_file_says_nothing_of_another(tmp_path: Path) -> None:
    seen = save(tmp_path / "a.ipynb", notebook("1"))
    save(tmp_path / "b.ipynb", notebook("1"))
    with pytest.raises(AlreadyThere):
        save(tmp_path / "b.ipynb", notebook("2"), seen=seen)


def test_a_file_that_is_gone_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    seen = save(path, notebook("1"))
    path.unlink()
    save(path, notebook("2"), seen=seen)
    assert '"2"' in path.read_text()


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """A disk that is full, as far as this process can tell."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    seen = save(path, notebook("1"))
    before = path.read_bytes()
    with (
        no_file_longer_than(1000),
        pytest.raises(NotebookError, match=r"Make room and try again\. Nothing was changed\."),
    ):
        save(path, notebook("x" * 5000), seen=seen, replace=True)
    assert path.read_bytes() == before
    assert names(tmp_path) == ["a.ipynb"]


@pytest.mark.parametrize("there", ["directory", "fifo", "missing/a.ipynb", "loop", "a\0b"])
def test_what_cannot_be_written_is_said(tmp_path: Path, there: str) -> None:
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    before = names(tmp_path)
    for replace in (False, True):
        with pytest.raises(NotebookError, match=r"\.$"):
            save(tmp_path / there, notebook(), replace=replace)
    assert names(tmp_path) == before


def test_a_name_as_long_as_names_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / f"{'n' * 249}.ipynb"
    save(path, notebook(), seen=save(path, notebook()))
    assert names(tmp_path) == [path.name]


def test_what_is_no_json_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="was not written"):
        save(tmp_path / "a.ipynb", {"cells": [], "metadata": {"a": float("nan")}})
    assert names(tmp_path) == []


def test_of_two_that_make_a_file_at_once_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "a"
    start = Barrier(8)

    def write(number: int) -> bool:
        start.wait(10)
        try:
            write_file(path, f"{number}".encode() * 1000)
        except AlreadyThere:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(8)))
    assert won.count(True) == 1
    assert path.read_text() == f"{won.index(True)}" * 1000
    assert names(tmp_path) == ["a"]
