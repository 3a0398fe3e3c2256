"""The kernelspecs' screen: what is in it, filtering, sorting, marking, and odd content."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from tests.pilot.specs_app import SpecsApp, isolate, opened, spec, type_at_once, until
from tests.unit.stores.kernelspecs.trees import install
from tui.model.spec_entry import Place, SpecEntry
from tui.stores.kernelspecs.settings import SpecSettings
from tui.widgets.specs.columns import Column, fit, place_of
from tui.widgets.specs.heads import ColumnHeads
from tui.widgets.specs.panel import SpecsPanel
from tui.widgets.specs.row import Listing
from tui.widgets.specs.table import SpecRows

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels."""
    return isolate(tmp_path, monkeypatch)


def row_of(app: SpecsApp, name: str) -> str:
    """The line of a kernelspec in the table, which has to be in sight."""
    return app.lines()[app.names().index(name) - app.table.scroll_offset.y]


@pytest.mark.parametrize("size", SIZES)
async def test_each_size_shows_states_names_and_reasons(
    kernels: Path, size: tuple[int, int]
) -> None:
    install(kernels, "alpha", spec(display_name="Alpha Python"))
    install(kernels, "broken", b"{no json")
    app = SpecsApp()
    async with opened(app, size) as pilot:
        await pilot.press("slash", *str(kernels)[-12:])
        await until(pilot, lambda: len(app.names()) == 2)
        assert "Alpha Python" in row_of(app, "alpha")
        assert "✗ broken" in row_of(app, "broken")
        assert "kernel.json" in row_of(app, "broken")
        assert ", 1 broken" in app.title_words()
        assert all(len(line) <= size[0] for line in app.text.split("\n"))
        assert "Start" in app.text.split("\n")[-1]


@pytest.mark.parametrize(
    ("size", "place"), [((99, 17), "none"), ((99, 18), "below"), ((100, 17), "right")]
)
async def test_details_stand_where_there_is_room(
    kernels: Path, size: tuple[int, int], place: str
) -> None:
    install(kernels, "alpha", spec())
    app = SpecsApp()
    async with opened(app, size) as pilot:
        app.panel.select("alpha")
        await pilot.pause()
        lines = app.text.split("\n")
        found = [
            (y, line.index("interrupt")) for y, line in enumerate(lines) if "interrupt" in line
        ]
        if place == "none":
            assert not found
            return
        # Below, there is room for six lines of them only.
        await pilot.press("alt+pagedown")
        await until(pilot, lambda: "interrupt" in app.text)
        line = next(line for line in app.text.split("\n") if "interrupt" in line)
        assert (line.index("interrupt") > 50) == (place == "right")


async def test_the_filter_takes_all_words_in_any_case_from_any_column(kernels: Path) -> None:
    install(kernels, "alpha", spec(display_name="Snake One", language="Python"))
    install(kernels, "beta", spec(display_name="Snake Two", language="R"))
    install(kernels, "gamma", b"[]")
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash", *"SNAKE r", "space", *"two")
        await until(pilot, lambda: app.names() == ["beta"])
        assert app.title_words().startswith("1 of ")
        await pilot.press("ctrl+u", *"broken data")
        await until(pilot, lambda: app.names() == ["gamma"])
        await pilot.press("ctrl+u", *"nowhere at all")
        await until(pilot, lambda: app.names() == [])
        assert "No kernelspec has “nowhere at all”." in app.text
        assert app.selected() == ""


async def test_letters_are_keys_in_the_table_and_other_characters_go_to_the_filter(
    kernels: Path,
) -> None:
    install(kernels, "zebra", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        before = app.selected()
        await pilot.press("j")
        assert app.selected() != before and app.field.value == ""
        # None of these letters does what it would in the table: the first has left it.
        await pilot.press(*"zebra")
        await until(pilot, lambda: app.names() == ["zebra"])
        assert app.field.has_focus
        await pilot.press("down", "tab")
        assert app.table.has_focus


async def test_letters_that_come_with_the_slash_are_no_keys(kernels: Path) -> None:
    install(kernels, "duck", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        type_at_once(app, "slash", "d", "u", "c", "k")
        await until(pilot, lambda: app.field.value == "duck")
        assert app.names() == ["duck"] and app.screen is app.opened


async def test_columns_sort_by_number_by_step_and_by_click(kernels: Path) -> None:
    install(kernels, "aa", spec(display_name="Zulu", language="b"))
    install(kernels, "bb", spec(display_name="yankee", language="c"))
    install(kernels, "cc", spec(display_name="Xray", language="a"))
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash", *"data/kernels", "tab")
        await until(pilot, lambda: app.names() == ["aa", "bb", "cc"])
        assert "name ▲" in app.heads()
        await pilot.press("3")
        assert app.names() == ["cc", "bb", "aa"]
        await pilot.press("3")
        assert app.names() == ["aa", "bb", "cc"] and "display name ▼" in app.heads()
        await pilot.press("greater_than_sign")
        assert app.names() == ["cc", "aa", "bb"] and "language▲" in app.heads()
        await pilot.press("less_than_sign")
        assert app.names() == ["cc", "bb", "aa"]
        await pilot.click(ColumnHeads, offset=(app.heads().index("language"), 0))
        assert app.names() == ["cc", "aa", "bb"]


async def test_sorting_and_reading_again_keep_the_selection_on_its_kernelspec(
    kernels: Path,
) -> None:
    for name in ("aa", "bb", "cc"):
        install(kernels, name, spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("bb")
        await pilot.press("2")
        assert app.selected() == "bb"
        install(kernels, "zz", spec())
        await pilot.press("f5")
        await until(pilot, lambda: "zz" in app.names())
        assert app.selected() == "bb"


async def test_what_vanishes_while_it_is_open_is_gone_when_read_again(
    kernels: Path, tmp_path: Path
) -> None:
    install(kernels, "mine", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("mine")
        shutil.rmtree(tmp_path / "data")
        await pilot.press("R")
        await until(pilot, lambda: "mine" not in app.names())
        await until(pilot, lambda: "reading" not in app.title_words())
        assert app.said == ""


async def test_marks_are_counted_and_kept_by_the_filter(kernels: Path) -> None:
    install(kernels, "m1", spec())
    install(kernels, "m2", spec())
    app = SpecsApp()
    async with opened(app) as pilot:
        app.panel.select("m1")
        await pilot.press("space")
        assert row_of(app, "m1").startswith(" ●")
        await pilot.press("slash", *"m2", "tab")
        await until(pilot, lambda: app.names() == ["m2"])
        await pilot.press("space")
        assert "2 marked" in app.title_words()
        assert [entry.name for entry in app.panel.chosen] == ["m1", "m2"]
        await pilot.press("backspace")
        assert "marked" not in app.title_words()


async def test_shadowed_and_not_allowed_kernelspecs_say_so(kernels: Path, tmp_path: Path) -> None:
    first = install(tmp_path / "more" / "kernels", "twice", spec(display_name="First"))
    hidden = install(kernels, "twice", spec(display_name="Second"))
    install(kernels, "forbidden", spec())
    app = SpecsApp(SpecSettings(allowed=frozenset({"twice"})))
    async with opened(app) as pilot:
        place = app.names().index("twice")
        assert "◌ shadowed" in app.lines()[place + 1]
        assert "⊘ not allowed" in row_of(app, "forbidden")
        app.table.select(place)
        await until(pilot, lambda: "hides" in app.details())
        assert hidden.name in app.details()
        app.table.select(place + 1)
        await until(pilot, lambda: "hidden by" in app.details())
        assert str(first.parent) in app.details()


async def test_kernels_that_cannot_start_are_found_without_starting_them(kernels: Path) -> None:
    install(kernels, "gone", spec(argv=["/no/such/python", "{connection_file}"]))
    app = SpecsApp()
    async with opened(app) as pilot:
        await until(pilot, lambda: "! cannot start" in row_of(app, "gone"))
        app.panel.select("gone")
        await until(pilot, lambda: "✗ /no/such/python does not exist." in app.details())


async def test_the_details_tell_everything(kernels: Path) -> None:
    fields = spec(
        argv=["python", "-m", "ipykernel_launcher", "-f", "{connection_file}", "a b"],
        env={"ONE": "1", "TWO": "${HOME}/x"},
        interrupt_mode="message",
        metadata={"debugger": True, "tags": ["x"]},
    )
    install(kernels, "full", fields)
    app = SpecsApp(default_name="full", used_by={"full": ["work", "2: full"]})
    async with opened(app, (200, 60)) as pilot:
        app.panel.select("full")
        await until(pilot, lambda: "findings" in app.details() and "tab “" in app.details())
        told = app.details()
        for words in ("'a b'", "ONE=1", "TWO=${HOME}/x", "interrupt  message", '"debugger": true'):
            assert words in told, words
        assert "★ default" in told and "Python 3." in told
        assert "used by    tab “work”\n           tab “2: full”\n" in told


async def test_why_it_cannot_start_comes_first(kernels: Path) -> None:
    install(kernels, "aaa", spec(argv=["no-such-program", "{connection_file}"]))
    install(kernels, "aab", b"{")
    app = SpecsApp()
    async with opened(app) as pilot:
        await until(pilot, lambda: "findings" in app.details())
        lines = app.details().split("\n")
        assert lines[1:3] == [
            "state      ! cannot start",
            "findings   ✗ There is no program no-such-program on its PATH.",
        ]
        await pilot.press("down")
        await until(pilot, lambda: "broken" in app.details())
        await until(pilot, lambda: len(app.panel._facts) == 2)
        assert app.details().count("not valid JSON") == 1


async def test_hostile_fields_are_shown_harmless(kernels: Path) -> None:
    bomb = "\x1b]0;title\x07\x1b[31m" + BIDI + "[@click=app.quit]x[/nope]"
    deep = b'{"argv": ["x"], "metadata": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}"
    install(kernels, "hostile1", spec(display_name=bomb + "A" * 500_000, language=bomb))
    install(kernels, "hostile2", spec(argv=[bomb, "B" * 400_000], env={"C": "C" * 400_000}))
    install(kernels, "hostile3", deep)
    install(kernels, "hostile4", spec(metadata={"k": {bomb: ["D" * 400_000]}}))
    install(kernels, "hostile5", spec(env={f"V{n}": bomb for n in range(5_000)}))
    install(kernels, "hostile6", json.dumps({"argv": bomb}).encode())
    (kernels / f"hostile{BIDI}").mkdir()
    (kernels / f"hostile{BIDI}" / "kernel.json").write_text("{}")
    app = SpecsApp()
    async with opened(app, (140, 50)) as pilot:
        await pilot.press("slash", *"hostile", "tab")
        await until(pilot, lambda: len(app.names()) == 7)
        for _ in range(7):
            await until(pilot, lambda: "findings" in app.details() or "✗ broken: " in app.details())
            told = app.text + app.details()
            assert "\x1b" not in told and BIDI not in told and "\x07" not in told
            assert len(app.details()) < 100_000
            await pilot.press("down")
        assert "␛]0;title␇" in app.text


async def test_the_provided_ones_come_after_the_others_and_a_problem_is_said(
    kernels: Path,
) -> None:
    install(kernels, "mine", spec())
    app = SpecsApp(SpecSettings(manager_class="no.such.module.Specs"))
    async with opened(app) as pilot:
        await until(pilot, lambda: "no.such.module" in app.said)
        assert "mine" in app.names()


class PanelApp(App[None]):
    """A panel and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = SpecsPanel()

    def compose(self) -> ComposeResult:
        yield self.panel


async def test_a_machine_without_kernelspecs_is_told_how_to_get_one() -> None:
    app = PanelApp()
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.panel.query_one(SpecRows)
        assert "Reading the kernelspecs" in table.render_line(1).text
        app.panel.show(Listing(), {})
        await pilot.pause()
        assert "There is no kernelspec on this machine" in table.render_line(1).text
        assert "Press i" in table.render_line(3).text
        await pilot.press("enter", "d", "c", "e", "space", "down")


async def test_two_entries_of_a_name_in_one_place_are_two_rows() -> None:
    # On a disk that tells upper from lower case.
    entries = [SpecEntry("a", Path(path), Place.USER) for path in ("/k/A", "/k/a")]
    app = PanelApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.panel.show(Listing.of(entries), {})
        await pilot.press("down", "space")
        assert [entry.path for entry in app.panel.chosen] == [Path("/k/a")]


def test_columns_fit_any_width_and_the_least_needed_go_first() -> None:
    wanted = (30, 60, 10, 11, 90)
    for width in range(1, 400):
        widths = fit(wanted, width)
        used = 4 + sum(each + 2 for each in widths if each) - 2
        assert used <= max(width, 5)
    assert fit(wanted, 59)[Column.PATH] == 0 and fit(wanted, 59)[Column.DISPLAY_NAME] > 0
    assert fit(wanted, 400)[1:] == (30, 60, 10, 11, 90)


def test_the_column_under_the_pointer_is_found() -> None:
    widths = fit((30, 60, 10, 11, 90), 59)
    assert place_of(widths, 0) is None
    assert place_of(widths, 4) is Column.STATE
    assert place_of(widths, 4 + widths[0] + 2) is Column.NAME
    assert place_of(widths, 300) is None
