"""The manual page says what the program does."""

from __future__ import annotations

import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_in_the_docs_is_the_one_of_the_code() -> None:
    text = runpy.run_path(str(DOCS / "make_man.py"))["manual_page"]()
    assert (DOCS / "jtui.1").read_text("utf-8") == text


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_man_can_show_it() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-K", "utf8", str(DOCS / "jtui.1")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "--existing [FILE]" in done.stdout.replace("\x1b[1m", "").replace("\x1b[0m", "")
