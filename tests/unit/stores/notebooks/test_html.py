"""Notebooks made HTML by the real nbconvert."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
from pathlib import Path

import psutil
import pytest

from tui.errors import NotebookError
from tui.stores.notebooks import AlreadyThere, can_make_html, save_html
from tui.tasks import TaskOwner
from tui.wire.message import Json

needs_nbconvert = pytest.mark.skipif(
    importlib.util.find_spec("nbconvert") is None, reason="nbconvert is not installed"
)


def notebook(source: str = "print('hello')") -> dict[str, Json]:
    output: Json = {"name": "stdout", "output_type": "stream", "text": "\x1b[31mhello\x1b[0m\n"}
    cell: Json = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "a",
        "metadata": {},
        "outputs": [output],
        "source": source,
    }
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for the pages; everything of Jupyter is beside it, and so are temporary files."""
    for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "TMPDIR"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "TMPDIR"))
    (tmp_path / "pages").mkdir()
    monkeypatch.chdir(tmp_path / "pages")
    return tmp_path


@needs_nbconvert
async def test_a_page_holds_code_and_output_and_is_named_like_its_file(home: Path) -> None:
    assert can_make_html()
    path = home / "pages" / "-my $(page)'s.html"
    await save_html(path, notebook())
    page = path.read_text("utf-8")
    assert "my $(page)&#39;s</title>" in page or "my $(page)'s</title>" in page
    assert '<span class="ansi-red-fg">hello</span>' in page
    assert list((home / "TMPDIR").iterdir()) == []
    with pytest.raises(AlreadyThere):
        await save_html(path, notebook())


@needs_nbconvert
async def test_what_lies_in_the_current_directory_is_not_run(home: Path) -> None:
    (home / "pages" / "nbconvert.py").write_text("raise SystemExit('taken')")
    await save_html(home / "pages" / "a.html", notebook())
    assert (home / "pages" / "a.html").exists()


@needs_nbconvert
async def test_why_nbconvert_failed_is_said(home: Path) -> None:
    with pytest.raises(NotebookError, match=r"nbconvert failed: .*is invalid"):
        await save_html(home / "pages" / "a.html", {**notebook(), "cells": [{"id": 5}]})
    assert list((home / "pages").iterdir()) == []


def children() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE
    ]


@needs_nbconvert
async def test_nbconvert_ends_at_its_limit(home: Path) -> None:
    before = children()
    with pytest.raises(NotebookError, match=r"has not made the page within 0\.05 s"):
        await save_html(home / "pages" / "a.html", notebook(), limit=0.05)
    assert children() == before
    assert list((home / "TMPDIR").iterdir()) == []


@needs_nbconvert
async def test_nbconvert_ends_when_nobody_wants_the_page_any_more(home: Path) -> None:
    before = len(children())
    tasks = TaskOwner("test")
    tasks.start(save_html(home / "pages" / "a.html", notebook()), "page")
    async with asyncio.timeout(10):
        while len(children()) == before:  # noqa: ASYNC110 - it is about another process
            await asyncio.sleep(0.01)
    await tasks.cancel()
    assert len(children()) == before
    assert list((home / "pages").iterdir()) == []


async def test_that_nbconvert_is_missing_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = [entry for entry in sys.path if not (Path(entry) / "nbconvert").is_dir()]
    monkeypatch.setattr(sys, "path", elsewhere)
    monkeypatch.delitem(sys.modules, "nbconvert", raising=False)
    importlib.invalidate_caches()
    assert not can_make_html()
    with pytest.raises(NotebookError, match="not installed beside jtui"):
        await save_html(home / "pages" / "a.html", notebook())


@needs_nbconvert
async def test_a_directory_that_is_not_there_is_said(home: Path) -> None:
    with pytest.raises(NotebookError, match="could not be written"):
        await save_html(home / "pages" / "no" / "a.html", notebook())
    assert os.listdir(home / "pages") == []  # noqa: PTH208
