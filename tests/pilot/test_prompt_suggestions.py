"""Ghost text: the rest of the newest earlier input that begins as typed."""

from __future__ import annotations

from unittest import mock

import pytest
from rich.segment import Segment
from textual import events
from textual.pilot import Pilot
from textual.widgets.text_area import Selection

from tests.pilot.completion_app import CompletionApp
from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.widgets.prompt.editor import Complete, PromptEditor
from tui.widgets.prompt.suggestions import Suggestions

SESSION = ["import numpy as np", "plt.plot(x, y)", "def f(x):\n    return x\n"]
EARLIER = ["import pandas as pd", "df.head()", "x = '" + "long " * 40 + "'"]


def _app() -> PromptApp:
    app = PromptApp(decision=Complete())
    app.editor.history_suggestions = True
    app.editor.entries = lambda: SESSION
    app.editor.set_earlier(EARLIER, complete=True)
    return app


def _row(editor: PromptEditor, row: int = 0) -> str:
    return "".join(segment.text for segment in _segments(editor, row)).rstrip()


def _segments(editor: PromptEditor, row: int = 0) -> list[Segment]:
    """The row as the screen has it."""
    return list(editor.render_lines(editor.size.region)[row])


async def _typed(app: PromptApp, pilot: Pilot[None], text: str) -> str:
    """Type `text`, and answer what is drawn then."""
    type_in(app, text)
    await settle(pilot)
    return _row(app.editor)


async def test_the_rest_of_the_newest_input_is_shown_in_a_colour_of_its_own() -> None:
    app = _app()
    async with app.run_test() as pilot:
        assert await _typed(app, pilot, "imp") == "import numpy as np"
        assert app.editor.text == "imp"
        colour = app.editor.get_component_rich_style("text-area--suggestion").color
        ghost = [part for part in _segments(app.editor) if "rt numpy as np" in part.text]
        assert [part.style.color for part in ghost if part.style is not None] == [colour]


async def test_in_the_terminals_own_colours_it_is_dim() -> None:
    app = _app()
    async with app.run_test() as pilot:
        app.theme = "ansi-dark"
        await _typed(app, pilot, "imp")
        dim = [part.text for part in _segments(app.editor) if part.style and part.style.dim]
        assert "".join(dim) == "ort numpy as np"


async def test_typing_along_keeps_it_and_typing_on_otherwise_changes_it() -> None:
    app = _app()
    async with app.run_test() as pilot:
        assert await _typed(app, pilot, "import ") == "import numpy as np"
        assert await _typed(app, pilot, "n") == "import numpy as np"
        assert await _typed(app, pilot, "\x7fp") == "import pandas as pd"
        assert await _typed(app, pilot, "x") == "import px"
        assert await _typed(app, pilot, "\x7f\x7f") == "import numpy as np"


@pytest.mark.parametrize("key", ["right", "end", "ctrl+e"])
async def test_right_and_end_take_all_of_it_as_one_step_of_undo(key: str) -> None:
    app = _app()
    async with app.run_test() as pilot:
        await _typed(app, pilot, "imp")
        await pilot.press(key)
        await settle(pilot)
        assert app.editor.text == _row(app.editor) == "import numpy as np"
        assert app.editor.cursor_location == (0, 18)
        await pilot.press("ctrl+z")
        assert app.editor.text == "imp"


@pytest.mark.parametrize("key", ["ctrl+right", "alt+f"])
async def test_a_word_of_it_can_be_taken(key: str) -> None:
    app = _app()
    async with app.run_test() as pilot:
        await _typed(app, pilot, "imp")
        seen = []
        for _ in range(5):
            await pilot.press(key)
            seen.append(app.editor.text)
            await settle(pilot)
            assert _row(app.editor) == "import numpy as np"
        assert seen == ["import", "import numpy", "import numpy as", *["import numpy as np"] * 2]
        await pilot.press("ctrl+z")
        assert app.editor.text == "import numpy as"


async def test_it_is_taken_as_if_it_had_been_seen_however_fast_the_keys_come() -> None:
    app = _app()
    async with app.run_test() as pilot:
        type_in(app, "import p")
        for key in ["right", "enter"]:
            app.post_message(events.Key(key, None))
        type_in(app, "df.zz")
        app.post_message(events.Key("right", None))
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", "import pandas as pd")
        assert app.editor.text == "df.zz"


async def test_what_is_ignored_is_not_run() -> None:
    app = _app()
    async with app.run_test() as pilot:
        await _typed(app, pilot, "imp")
        await pilot.press("enter")
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", "imp")
        assert _row(app.editor) == ""


async def test_a_closing_bracket_that_came_by_itself_is_no_hindrance() -> None:
    app = _app()
    async with app.run_test() as pilot:
        assert await _typed(app, pilot, "plt.plot(") == "plt.plot(x, y)"
        assert app.editor.text == "plt.plot()"
        await pilot.press("right")
        assert app.editor.text == "plt.plot(x, y)"
        assert app.editor.cursor_location == (0, 14)


async def test_several_lines_are_drawn_as_one_and_taken_as_they_are() -> None:
    app = _app()
    async with app.run_test() as pilot:
        app.editor.auto_close = False
        assert await _typed(app, pilot, "def") == "def f(x): ↵ return x ↵"
        assert app.editor.size.height == 1
        await pilot.press("end")
        assert app.editor.text == SESSION[2]
        app.editor.replace_text("def f(x):")
        await settle(pilot)
        assert _row(app.editor) == "def f(x): ↵ return x ↵"


async def test_a_long_one_is_cut_at_the_end_of_the_row_wherever_that_is() -> None:
    app = _app()
    async with app.run_test(size=(60, 20)) as pilot:
        app.editor.auto_close = False
        await _typed(app, pilot, "x =")
        for width in (60, 40, 90):
            await pilot.resize_terminal(width, 20)
            await settle(pilot)
            row = "".join(part.text for part in _segments(app.editor))
            assert row.startswith("x = 'long long")
            assert row.endswith("…")
            assert len(row) == app.editor.size.width == width - len("In [1]: ")
            assert app.editor.size.height == 1


async def test_nothing_is_suggested_but_at_the_end_of_a_text_that_is_not_blank() -> None:
    app = _app()
    async with app.run_test() as pilot:
        assert await _typed(app, pilot, "  ") == ""
        app.editor.replace_text("imp")
        await settle(pilot)
        assert _row(app.editor) == "import numpy as np"
        await pilot.press("left")
        await settle(pilot)
        assert _row(app.editor) == "imp"
        await pilot.press("right")
        await settle(pilot)
        assert app.editor.text == "imp"
        assert _row(app.editor) == "import numpy as np"
        app.editor.selection = Selection((0, 0), (0, 3))
        await settle(pilot)
        assert _row(app.editor) == "imp"
        app.editor.replace_text("imp\nx")
        app.editor.move_cursor((0, 3))
        await settle(pilot)
        assert _row(app.editor) == "imp"
        await pilot.press("end")
        assert app.editor.text == "imp\nx"


async def test_selecting_to_the_right_takes_nothing() -> None:
    app = _app()
    async with app.run_test() as pilot:
        await _typed(app, pilot, "imp")
        await pilot.press("shift+right", "shift+end", "ctrl+shift+right")
        await settle(pilot)
        assert app.editor.text == "imp"
        assert _row(app.editor) == "import numpy as np"


async def test_a_recalled_input_is_not_added_to() -> None:
    app = _app()
    app.editor.entries = lambda: ["import numpy as np", "imp"]
    async with app.run_test() as pilot:
        await pilot.press("up")
        await settle(pilot)
        assert _row(app.editor) == "imp"
        await pilot.press("right")
        assert app.editor.text == "imp"
        assert await _typed(app, pilot, "o") == "import numpy as np"


async def test_nothing_is_suggested_beside_an_open_menu() -> None:
    app = CompletionApp(["import_it", "import_module"])
    app.editor.history_suggestions = True
    app.editor.entries = lambda: SESSION
    async with app.run_test() as pilot:
        type_in(app, "import\t")
        await settle(pilot)
        assert app.editor.menu is not None
        assert _row(app.editor) == app.editor.text
        await pilot.press("escape", "backspace")
        await settle(pilot)
        assert _row(app.editor) == "import numpy as np"


async def test_nothing_is_drawn_while_the_keys_go_elsewhere() -> None:
    app = _app()
    async with app.run_test() as pilot:
        await _typed(app, pilot, "imp")
        app.set_focus(None)
        await settle(pilot)
        assert _row(app.editor) == "imp"


async def test_what_was_just_entered_is_suggested_next() -> None:
    entries = list(SESSION)
    app = _app()
    app.editor.entries = lambda: entries
    async with app.run_test() as pilot:
        assert await _typed(app, pilot, "imp") == "import numpy as np"
        await _typed(app, pilot, "ort sys\r")
        entries.append("import sys")
        assert await _typed(app, pilot, "imp") == "import sys"


async def test_inputs_that_are_read_later_are_suggested_at_once() -> None:
    app = _app()
    app.editor.set_earlier([], complete=False)
    async with app.run_test() as pilot:
        assert await _typed(app, pilot, "df.h") == "df.h"
        app.editor.set_earlier(["df.head()"], complete=True)
        await settle(pilot)
        assert _row(app.editor) == "df.head()"


async def test_a_hostile_input_is_drawn_and_taken_clean() -> None:
    app = _app()
    app.editor.set_earlier(["rm \x1b]0;x\x07\u202e"], complete=True)
    async with app.run_test() as pilot:
        assert await _typed(app, pilot, "rm") == "rm ␛]0;x␇‹U+202E›"
        await pilot.press("end")
        assert app.editor.text == "rm ␛]0;x␇‹U+202E›"


async def test_switched_off_nothing_is_looked_for_and_right_only_moves() -> None:
    app = _app()
    app.editor.history_suggestions = False
    asked = mock.Mock(return_value=SESSION)
    app.editor.entries = asked
    async with app.run_test() as pilot:
        with mock.patch.object(Suggestions, "rest") as looked_for:
            assert await _typed(app, pilot, "imp") == "imp"
            await pilot.press("right", "end", "ctrl+right", "alt+f", "alt+b", "right")
        assert app.editor.text == "imp"
        assert app.editor.cursor_location == (0, 1)
        looked_for.assert_not_called()
        asked.assert_not_called()


async def test_the_inputs_are_asked_for_once_a_draft() -> None:
    app = _app()
    asked = mock.Mock(return_value=SESSION)
    app.editor.entries = asked
    async with app.run_test() as pilot:
        for character in "import x":
            await _typed(app, pilot, character)
        assert asked.call_count == 1
