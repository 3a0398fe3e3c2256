"""The transcript's scrollbar against the toolkit's own."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from tests.pilot.transcript_app import Book, TranscriptApp
from tui.widgets.transcript.scrollbar import LineScrollBar

SIZE = (40, 12)


def usual(bar: ScrollBar) -> list[Strip]:
    """The rows as the toolkit draws them."""
    bar._styles_cache.clear()
    bar._dirty_regions.add(bar.size.region)
    return ScrollBar.render_lines(bar, bar.size.region)


def look(strips: list[Strip]) -> list[object]:
    """Glyphs, the colours that can be seen, and what a click there does."""
    rows: list[object] = []
    for strip in strips:
        for text, style, _ in strip:
            assert style is not None
            seen = style.bgcolor if text.isspace() and not style.reverse else style.color
            rows.append((text, seen, style.reverse, style.meta))
    return rows


@pytest.mark.parametrize("place", [0, 1, 77, 500, 10_000])
async def test_it_looks_as_the_toolkits_own(place: int) -> None:
    book = Book()
    for number in range(300):
        book.cell(f"cell_{number}")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.scroll(pilot, place)
        bar = app.view.vertical_scrollbar
        assert isinstance(bar, LineScrollBar)
        assert look(bar.render_lines(bar.size.region)) == look(usual(bar))


async def test_a_row_is_drawn_anew_only_when_it_looks_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = Book()
    for number in range(300):
        book.cell(f"cell_{number}")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.draw(pilot)
        bar = app.view.vertical_scrollbar
        drawn: list[tuple[Region, ...]] = []
        real = ScrollBar.refresh

        def noting(bar: ScrollBar, *regions: Region, **options: bool) -> ScrollBar:
            drawn.append(regions)
            return real(bar, *regions, **options)

        monkeypatch.setattr(ScrollBar, "refresh", noting)
        book.cell("one more")
        await app.draw(pilot)
        assert sum(region.height for regions in drawn for region in regions) <= 3
        assert all(drawn)
        drawn.clear()
        await app.scroll(pilot, 0)
        assert drawn
        assert look(bar.render_lines(bar.size.region)) == look(usual(bar))


async def test_it_can_be_dragged(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    for number in range(300):
        book.cell(f"cell_{number}")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.draw(pilot)
        bar = app.view.vertical_scrollbar
        await pilot.mouse_down(bar, offset=(0, bar.size.height - 1))
        await pilot.hover(bar, offset=(0, bar.size.height // 2))
        await pilot.mouse_up(bar, offset=(0, bar.size.height // 2))
        await pilot.pause()
        middle = app.view.max_scroll_y / 2
        assert abs(app.view.scroll_offset.y - middle) < middle / 2


async def test_of_a_view_that_was_taken_away_nothing_is_drawn() -> None:
    book = Book()
    for number in range(300):
        book.cell(f"cell_{number}")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.draw(pilot)
        bar = app.view.vertical_scrollbar
        await app.view.remove()
        assert bar.parent is None
        # Heights that are still worked out move it.
        bar.window_virtual_size = 1_000
        bar.refresh()
