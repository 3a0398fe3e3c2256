"""Every picture and page that the README and the docs point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tui.stores.themes import builtin_names

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_picture_is_seen_somewhere() -> None:
    made = {path.name for path in (ROOT / "screenshots").rglob("*.png")}
    shown = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert {name for name in made if f"/{name})" not in shown} == set()
    themes = {path.stem for path in (ROOT / "screenshots" / "themes").glob("*.png")}
    assert themes == set(builtin_names())
