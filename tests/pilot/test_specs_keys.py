"""The row of keys below the kernelspecs: which it names in terminals of different widths."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from textual.binding import Binding, BindingType

from tests.pilot.specs_app import SpecsApp, isolate, opened, spec, until
from tests.unit.stores.kernelspecs.trees import install
from tui.widgets.key_bar import KeyBar


class HelpedApp(SpecsApp):
    """With a key that works everywhere, for the page of all keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", priority=True)
    ]

    def __init__(self) -> None:
        super().__init__()
        self.helps = 0

    def action_help(self) -> None:
        """Count it."""
        self.helps += 1

    @property
    def bar(self) -> KeyBar:
        """The row of keys."""
        return self.opened.query_one(KeyBar)

    @property
    def row(self) -> str:
        """What stands in it."""
        return self.bar.render_line(0).text.rstrip()


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels, one of them."""
    path = isolate(tmp_path, monkeypatch)
    install(path, "aaa", spec())
    return path


FIRST = "⏎ Start c Check d Remove e Edit i Install esc Close"
MORE = f"{FIRST} / Filter space Mark"
MOST = f"{MORE} * Default D Duplicate r Restore"
ALL = f"{MOST} C Check all E Edit file > Sort tab Table or filter"


@pytest.mark.parametrize(("width", "row"), [(60, FIRST), (80, MORE), (120, MOST), (170, ALL)])
async def test_a_row_names_whole_keys_the_most_useful_first_and_where_all_are(
    kernels: Path, width: int, row: str
) -> None:
    app = HelpedApp()
    async with opened(app, (width, 24)):
        assert app.row == f"{row} f1 Keys"


async def test_what_can_be_done_just_now_is_in_sight(kernels: Path) -> None:
    app = HelpedApp()
    async with opened(app, (80, 24)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: "to the trash?" in app.text)
        await pilot.press("r")
        await until(pilot, lambda: "u Undo" in app.row)
        assert app.row.endswith(" / Filter f1 Keys") and "esc Close" in app.row
        await pilot.press("slash")
        await until(pilot, lambda: app.row == "⏎ Start esc Close tab Table or filter f1 Keys")
        await pilot.press("z", "z", "z")
        await until(pilot, lambda: app.row == "esc Close tab Table or filter f1 Keys")


async def test_a_click_on_the_last_one_shows_all_keys(kernels: Path) -> None:
    app = HelpedApp()
    async with opened(app, (80, 24)) as pilot:
        await pilot.click(app.bar, offset=(len(app.row) - 1, 0))
        await until(pilot, lambda: app.helps == 1)


async def test_without_such_a_key_none_is_named(kernels: Path) -> None:
    app = SpecsApp()
    async with opened(app, (60, 24)):
        assert app.opened.query_one(KeyBar).render_line(0).text.rstrip() == f"{FIRST} / Filter"
