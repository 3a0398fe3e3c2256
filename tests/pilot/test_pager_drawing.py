"""What the pager draws, of any length, in any width, of any content."""

from __future__ import annotations

from time import process_time, thread_time

import pytest
from textual.pilot import Pilot

from tests.pilot.pager_app import PagerApp, drawn, topic
from tui.model.help import HelpTopic
from tui.render.highlight import DEFAULT_SYNTAX_THEME
from tui.widgets.pager.title_row import TitleRow

SIZE = (40, 12)
PROSE = "".join(
    f"<p>Paragraph {n} has some words in it, enough for two rows.</p>" for n in range(60)
)


async def resize(pilot: Pilot[None], app: PagerApp, width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    await drawn(app, pilot)


async def test_a_source_as_it_stands_on_the_screen() -> None:
    text = (
        "\x1b[31mSignature:\x1b[39m f(x)\n\x1b[31mSource:\x1b[39m   \n"
        "\x1b[38;5;28;01mdef\x1b[39;00m f(x):\n    return x  # what is given comes back\n"
        "\x1b[31mFile:\x1b[39m ~/a.py"
    )
    app = PagerApp(topic(text, "f"))
    app.pager.set_language("python3", DEFAULT_SYNTAX_THEME)
    async with app.run_test(size=SIZE) as pilot:
        lines = await drawn(app, pilot)
        assert app.title_row() == ["f", ""]
        assert lines[:6] == [
            "Signature: f(x)",
            "Source:",
            "  1  def f(x):",
            "  2      return x  # what is given",
            "     comes back",
            "File: ~/a.py",
        ]


async def test_a_long_title_gives_way() -> None:
    app = PagerApp(topic("x", "[b]title[/nope] " * 10))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await pilot.press("p")
        await pilot.pause()
        assert app.title_row() == ["[b]title[/nope] " * 10, "[pinned]"]
        row = app.pager.query_one(TitleRow)
        assert row.render_line(0).text == " [b]title[/nope] [b]title[/no… [pinned] "


@pytest.mark.parametrize("kind", ["html", "plain"])
async def test_another_width_keeps_the_place(kind: str) -> None:
    text = "".join(f"Line {n} {'of many words ' * 5}\n" for n in range(2_000))
    help_ = HelpTopic("", {"text/html": PROSE} if kind == "html" else {"text/plain": text})
    app = PagerApp(help_)
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await pilot.press(*["space"] * 6, "j", "j")
        before = await drawn(app, pilot)
        place = app.pager.view.place
        for width, height in ((23, 9), (90, 30), (15, 5), (120, 40)):
            await resize(pilot, app, width, height)
            assert app.pager.view.place.line == place.line
        await resize(pilot, app, *SIZE)
        assert app.lines() == before


async def test_a_new_theme_or_language_keeps_the_place() -> None:
    app = PagerApp(HelpTopic("", {"text/html": PROSE}))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await pilot.press("space", "space")
        before = await drawn(app, pilot)
        app.theme = "textual-light"
        assert await drawn(app, pilot) == before
        app.pager.set_language("R", DEFAULT_SYNTAX_THEME)
        assert await drawn(app, pilot) == before
        app.pager.show(topic("other"))
        app.pager.set_language("julia", DEFAULT_SYNTAX_THEME)
        await drawn(app, pilot)
        await pilot.press("alt+left")
        assert await drawn(app, pilot) == before


async def test_five_megabytes_hold_up_nothing() -> None:
    text = "".join(f"\x1b[32mline\x1b[39m {number} of a long help\n" for number in range(140_000))
    assert len(text) > 5_000_000
    app = PagerApp(topic("start"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        begun = thread_time()
        app.pager.show(topic(text))
        await pilot.pause()
        assert app.lines()[1] == "line 1 of a long help"
        await drawn(app, pilot)
        assert thread_time() - begun < 0.5
        assert app.lines()[1] == "line 1 of a long help"
        begun = process_time()
        for key in ("G", "g", "space", "j", "l"):
            await pilot.press(key)
        assert process_time() - begun < 0.5
        await pilot.press("G", "slash", *"line 77777", "enter")
        await drawn(app, pilot)
        assert app.title_row()[1] == "1 of 1  2/2"
        assert "line 77777 of a long help" in app.lines()


async def test_the_end_of_what_is_not_drawn_in_full_yet() -> None:
    app = PagerApp(topic("start"))
    async with app.run_test(size=SIZE) as pilot:
        app.pager.show(topic("line\n" * 200_000 + "last"))
        app.pager.view.action_end()
        lines = await drawn(app, pilot)
        assert lines[-1] == "last"


async def test_a_topic_that_comes_while_another_is_prepared_is_the_one_shown() -> None:
    app = PagerApp()
    async with app.run_test(size=SIZE) as pilot:
        app.pager.show(topic("a\n" * 500_000, "slow"))
        app.pager.show(topic("b", "quick"))
        assert (await drawn(app, pilot))[0] == "b"
        await pilot.press("alt+left")
        assert (await drawn(app, pilot))[0] == "a"


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[2J\x1b]0;title\x07\x1b[?1049h\x9b31m\x00 [@click=app.quit]x[/nope] \u202e\u2066",
        "\x1b" * 10_000,
        "\b" * 10_000,
        "_\b" * 10_000,
        "x" * 100_000,
        "日" * 20_000,
        "\n" * 20_000,
        "\r" * 20_000,
        "\t" * 20_000,
        "e" + "\u0301" * 20_000,
        "\x1b[999999999C" + "x",
        "<b>" * 10_000,
        "```\n" * 3_000,
        "Source:\n" * 3_000,
    ],
)
async def test_hostile_content_is_drawn_within_the_lines(text: str) -> None:
    app = PagerApp(HelpTopic(text, {"text/plain": text}, text))
    async with app.run_test(size=SIZE) as pilot:
        for mime in ("text/plain", "text/markdown", "text/html"):
            app.pager.show(HelpTopic(text, {mime: text}, text))
            await drawn(app, pilot)
            await pilot.press("j", "l", "G", "space", "k", "h", "slash", "x", "enter", "n")
            await drawn(app, pilot)
            for line in range(app.pager.view.size.height):
                strip = app.pager.view.render_line(line)
                assert strip.cell_length == SIZE[0]
                assert not set(strip.text) & set("\x1b\x9b\x07\x00\u202e\b\r\n\t")


async def test_a_line_of_100_000_columns_is_read_to_its_end() -> None:
    text = "".join(f"{number:05} " for number in range(16_667)) + "end"
    app = PagerApp(topic(text))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await pilot.press("slash", *"16665", "enter")
        await drawn(app, pilot)
        assert app.title_row()[1] == "1 of 1"
        assert "16665" in "".join(app.lines())
        await pilot.press("G")
        assert "".join(app.lines()).rstrip().endswith("16666 end")


async def test_no_room_at_all() -> None:
    app = PagerApp(HelpTopic("title", {"text/html": PROSE}))
    async with app.run_test(size=(1, 1)) as pilot:
        await drawn(app, pilot)
        await pilot.press("j", "G", "slash", "a", "enter")
        await resize(pilot, app, *SIZE)
        assert "Paragraph" in "".join(app.lines())
