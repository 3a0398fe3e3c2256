"""What the menu looks like, and that it leaves the line being typed free."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from tests.pilot.completion_app import CompletionApp, typed
from tests.pilot.prompt_app import settle
from tui.widgets.completion.menu import CompletionList
from tui.wire.introspection import Completion, Matches


def rows_of_menu(app: CompletionApp) -> list[str]:
    """The rows of the menu that is in sight."""
    menu = app.query_one(CompletionList)
    if not menu.display:
        return []
    region = menu.region
    lines = [strip.text for strip in app.screen._compositor.render_strips()]
    assert all(cell_len(line) == app.size.width for line in lines)
    return [menu.render_line(row).text.rstrip() for row in range(region.height)]


def cursor_row(app: CompletionApp) -> int:
    return app.editor.cursor_screen_offset.y


async def test_text_kind_and_signature_stand_over_the_word_with_the_selected_one_marked() -> None:
    app = CompletionApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "x = os.path\t")
        lines = app.lines()
        place = cursor_row(app)
        assert lines[place] == "In [1]: x = os.path"
        assert [line[13:] for line in lines[place - 4 : place]] == [
            "▸ path            function  (path, name) │",
            "│ pathconf        function  (path, name) │",
            "│ pathconf_names  function  (path, name) │",
            lines[place - 1][13:],
        ]
        assert lines[place][15:19] == lines[place - 4][15:19] == "path"
        await pilot.press("down")
        assert [row[0] for row in rows_of_menu(app)] == ["│", "▸", "│", "│"]


async def test_what_is_typed_is_emphasised_and_the_signature_dimmed() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        menu = app.query_one(CompletionList)
        looks = {
            segment.text: segment.style for segment in menu.render_line(1) if segment.text.strip()
        }
        typed_part, kind, signature = (
            looks["pa"],
            looks["function      "[:8]],
            looks["(path, name)"],
        )
        assert typed_part is not None and typed_part.bold
        assert kind is not None and not kind.bold
        assert signature is not None and signature.dim
        selected = next(iter(menu.render_line(0))).style
        assert selected is not None and selected.reverse


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (300, 100), (60, 7)])
@pytest.mark.parametrize("above", [0, 3, 12])
async def test_the_line_being_typed_is_never_covered(size: tuple[int, int], above: int) -> None:
    app = CompletionApp([f"name_{number}" for number in range(30)])
    async with app.run_test(size=size) as pilot:
        await typed(pilot, app, "x\n" * above + "y" * (size[0] // 2) + " = na\t")
        for key in ["down", "up", "2", "backspace", "pagedown"]:
            await pilot.press(key)
            await settle(pilot)
            menu = app.query_one(CompletionList).region
            assert menu.height > 0
            assert app.screen.region.contains_region(menu)
            assert not menu.y <= cursor_row(app) < menu.bottom
            assert "name_" in app.lines()[cursor_row(app)]


async def test_a_line_that_wraps_is_left_free_in_all_its_rows() -> None:
    app = CompletionApp()
    async with app.run_test(size=(60, 24)) as pilot:
        await typed(pilot, app, "x = " + "y + " * 30 + "os.path\t")
        menu = app.query_one(CompletionList).region
        first = app.editor.region.y
        assert cursor_row(app) - first == 2
        assert menu.bottom <= first


async def test_the_menu_goes_below_where_there_is_room() -> None:
    app = CompletionApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "os.path" + "\nx" * 9)
        app.editor.move_cursor((0, 7))
        await typed(pilot, app, "\t")
        menu = app.query_one(CompletionList).region
        assert menu.y == cursor_row(app) + 1
        assert menu.height == 4


async def test_at_the_right_edge_it_moves_to_the_left_and_signatures_are_cut() -> None:
    app = CompletionApp()
    app.signature = "(" + ", ".join(f"parameter_{number}" for number in range(30)) + ")"
    async with app.run_test(size=(60, 20)) as pilot:
        await typed(pilot, app, "x" * 40 + " + path\t")
        menu = app.query_one(CompletionList).region
        assert (menu.x, menu.width) == (0, 60)
        rows = rows_of_menu(app)
        assert rows[0].startswith("▸ path            function  (parameter_0, ")
        assert all(row.endswith("… │") and cell_len(row) == 60 for row in rows)


async def test_many_matches_scroll_with_a_footer() -> None:
    app = CompletionApp([f"name_{number}" for number in range(120)])
    app.kind = app.signature = ""
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "name_\t")
        rows = rows_of_menu(app)
        assert rows[0] == "▸ name_0  │"
        assert rows[-1].split() == ["│", "1/120", "│"]
        assert len(rows) == 11
        await pilot.press("pagedown", "pagedown")
        await settle(pilot)
        rows = rows_of_menu(app)
        assert (rows[-2], rows[-1].split()[1]) == ("▸ name_18 │", "19/120")
        await pilot.press("home")
        await settle(pilot)
        assert rows_of_menu(app) == []


async def test_the_footer_of_a_hundred_thousand_says_how_many_there_are() -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "n\t")
        matches = Matches([f"na{number}" for number in range(100_000)])
        assert app.editor.complete_with("n", 1, Completion(0, 1, matches))
        await settle(pilot)
        assert rows_of_menu(app)[-1].split()[1] == "1/100,000"
        await typed(pilot, app, "1")
        assert rows_of_menu(app)[-1].split()[1] == "1/10,000+"
        await typed(pilot, app, "2")
        assert rows_of_menu(app)[-1].split()[1] == "1/1,111"


async def show(pilot: Pilot[None], app: CompletionApp, matches: Matches) -> list[str]:
    """Open a menu of `matches`, of which nothing is typed."""
    await typed(pilot, app, "=")
    code, position = app.editor.text, app.editor.position
    assert app.editor.complete_with(code, position, Completion(position, position, matches))
    await settle(pilot)
    return rows_of_menu(app)


async def test_what_a_kernel_says_is_cleaned_and_wide_characters_keep_the_columns() -> None:
    app = CompletionApp()
    texts = ["変数", "a\u202eb", "[b]x[/b]", "two\nlines", "e\u0301\u0301"]
    kinds = ["\x1b[31mred", "[@click=app.quit]", "型", "\x07", "x" * 200]
    matches = Matches(
        texts,
        [
            {"text": text, "type": kind, "signature": kind}
            for text, kind in zip(texts, kinds, strict=True)
        ],
    )
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await show(pilot, app, matches)
        assert len({cell_len(row) for row in rows}) == 1
        text = "\n".join(rows)
        for part in [
            "変数",
            "a‹U+202E›b",
            "[b]x[/b]",
            "two␊lines",
            "␛[31mred",
            "[@click=app.quit]",
            "型",
        ]:
            assert part in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


async def test_of_a_very_long_match_the_end_is_shown() -> None:
    app = CompletionApp()
    async with app.run_test(size=(60, 20)) as pilot:
        folders = "/very/long" * 100_000
        rows = await show(pilot, app, Matches([folders + "/one", folders + "/two"]))
        assert [row[-8:] for row in rows] == ["ng/one │", "ng/two │"]
        assert all(row[2] == "…" and cell_len(row) == 60 for row in rows)


async def test_the_wheel_scrolls_and_a_click_picks() -> None:
    app = CompletionApp([f"name_{number}" for number in range(40)])
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "name_\t")
        menu = app.query_one(CompletionList)
        for _ in range(5):
            menu.post_message(
                events.MouseScrollDown(menu, 1, 1, 0, 0, 0, False, False, False, 1, 1)
            )
        await settle(pilot)
        assert "name_5 " in rows_of_menu(app)[0]
        assert app.selected == "name_0"
        menu.post_message(events.MouseScrollUp(menu, 1, 1, 0, 0, 0, False, False, False, 1, 1))
        await settle(pilot)
        assert "name_4 " in rows_of_menu(app)[0]
        assert await pilot.click(CompletionList, offset=(5, 10))
        await settle(pilot)
        assert app.editor.text == "name_"
        assert await pilot.click(CompletionList, offset=(5, 2))
        await settle(pilot)
        assert app.editor.text == "name_6"
        assert app.shown == []
        assert app.editor.has_focus


async def test_the_menu_follows_the_prompt_when_the_terminal_changes_its_size() -> None:
    app = CompletionApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "os.path\t")
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        menu = app.query_one(CompletionList).region
        assert menu.bottom == cursor_row(app) == 19


async def test_a_narrower_choice_keeps_its_side_and_width() -> None:
    app = CompletionApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "os.pa\t")
        before = app.query_one(CompletionList).region
        await typed(pilot, app, "ths")
        after = app.query_one(CompletionList).region
        assert (after.x, after.width, after.height) == (before.x, before.width, 1)
        assert after.bottom == before.bottom == cursor_row(app)
