"""The tip on the call that is being typed."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.pilot.completion_app import CompletionApp, typed
from tests.pilot.prompt_app import settle
from tui.widgets.completion.tip import SignatureTip

HELP = "\x1b[31mSignature:\x1b[39m f(first, second=\x1b[32m1\x1b[39m, *rest)\nDocstring: x"


class TipApp(CompletionApp):
    """A kernel that knows `f`."""

    def __init__(self) -> None:
        super().__init__()
        self.helps = {"f": HELP}

    @property
    def tip(self) -> str:
        """The tip in sight, with its emphasised part in brackets."""
        tips = [tip for tip in self.query(SignatureTip) if tip.display]
        return "".join(
            f"<{segment.text}>" if segment.style and segment.style.underline else segment.text
            for tip in tips
            for segment in tip.render_line(0)
        ).strip()


async def asked(pilot: Pilot[None], app: TipApp, count: int) -> None:
    """Wait until so many tips have been asked for."""
    while len(app.tips) < count:
        await pilot.pause(0.01)
    await settle(pilot)


async def test_a_pause_inside_a_call_shows_its_signature_over_the_bracket() -> None:
    app = TipApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, app, "x = f(")
        assert app.tip == ""
        await asked(pilot, app, 1)
        assert (app.tips[0].code, app.tips[0].position) == ("x = f()", 5)
        assert app.tip == "f(<first>, second=1, *rest)"
        row = app.editor.cursor_screen_offset.y
        lines = app.lines()
        assert lines[row] == "In [1]: x = f()"
        assert lines[row].index("(") == lines[row - 1].index("(")


async def test_the_tip_follows_the_arguments_and_goes_with_the_call() -> None:
    app = TipApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "f(")
        await asked(pilot, app, 1)
        await typed(pilot, app, "1, ")
        assert app.tip == "f(first, <second=1>, *rest)"
        await typed(pilot, app, "2, 3, 4")
        assert app.tip == "f(first, second=1, <*rest>)"
        await pilot.press("home")
        await settle(pilot)
        assert app.tip == ""
        await pilot.press("end", "left")
        app.editor.want_completion(while_typing=False)
        await typed(pilot, app, ", second=")
        while not app.tip:
            await pilot.pause(0.01)
        assert app.tip == "f(first, <second=1>, *rest)"
        await typed(pilot, app, ")")
        assert app.tip == ""
        assert len(app.tips) == 1


async def test_another_call_inside_is_asked_about() -> None:
    app = TipApp()
    app.helps["g"] = "Signature: g(x)"
    async with app.run_test() as pilot:
        await typed(pilot, app, "f(")
        await asked(pilot, app, 1)
        await typed(pilot, app, "g(")
        assert app.tip == ""
        await asked(pilot, app, 2)
        assert app.tip == "g(<x>)"


@pytest.mark.parametrize("code", ["f(1)", "x + 1", "# f(", "def f("])
async def test_nothing_is_asked_outside_of_calls(code: str) -> None:
    app = TipApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, code)
        await typed(pilot, app, "\n" if code.endswith("(") else " ")
        app.editor._look_at_call()
        await settle(pilot)
        assert app.tips == []


async def test_a_late_answer_is_shown_only_while_the_call_is_typed() -> None:
    app = TipApp()
    app.helps = {}
    async with app.run_test() as pilot:
        await typed(pilot, app, "f(")
        await asked(pilot, app, 1)
        assert app.tip == ""
        event = app.tips[0]
        await typed(pilot, app, "1, ")
        assert app.editor.show_tip(event.code, event.position, HELP)
        await settle(pilot)
        assert app.tip == "f(first, <second=1>, *rest)"
        app.editor.replace_text("g(")
        await settle(pilot)
        assert not app.editor.show_tip(event.code, event.position, HELP)
        await settle(pilot)
        assert app.tip == ""


async def test_escape_closes_the_menu_then_the_tip_for_good() -> None:
    app = TipApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "f(")
        await asked(pilot, app, 1)
        await typed(pilot, app, "pa\t")
        assert app.shown
        await pilot.press("escape")
        await settle(pilot)
        assert (app.shown, app.tip != "") == ([], True)
        await pilot.press("escape")
        await settle(pilot)
        assert app.tip == ""
        await typed(pilot, app, "x")
        app.editor._look_at_call()
        await settle(pilot)
        assert (app.tip, len(app.tips)) == ("", 1)


async def test_tips_can_be_turned_off() -> None:
    app = TipApp()
    async with app.run_test() as pilot:
        app.editor.signature_tips = False
        await typed(pilot, app, "f(")
        await pilot.pause(0.35)
        assert app.tips == []


async def test_running_the_code_and_losing_the_focus_close_the_tip() -> None:
    app = TipApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "f(")
        await asked(pilot, app, 1)
        await pilot.press("f5")
        await settle(pilot)
        assert (app.editor.text, app.tip) == ("", "")
        await typed(pilot, app, "f(")
        while not app.tip:
            await pilot.pause(0.01)
        app.screen.set_focus(None)
        await settle(pilot)
        assert app.tip == ""


async def test_tip_and_menu_leave_each_other_and_the_line_free() -> None:
    app = TipApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await typed(pilot, app, "f(" + "\n" * 3)
        app.editor.move_cursor((0, 2))
        await typed(pilot, app, "1")
        await asked(pilot, app, 1)
        await typed(pilot, app, ", pa\t")
        tip = app.query_one(SignatureTip)
        row = app.editor.cursor_screen_offset.y
        assert app.shown
        assert "pa" in app.lines()[row]
        if tip.display:
            from tui.widgets.completion.menu import CompletionList

            assert not tip.region.overlaps(app.query_one(CompletionList).region)
            assert tip.region.y != row


async def test_a_wide_signature_is_cut_to_the_screen() -> None:
    app = TipApp()
    names = ", ".join(f"parameter_{number}" for number in range(40))
    app.helps["f"] = f"Signature: f({names})"
    async with app.run_test(size=(60, 20)) as pilot:
        await typed(pilot, app, "f(" + "1, " * 30)
        await asked(pilot, app, 1)
        assert "<parameter_30>" in app.tip
        assert app.query_one(SignatureTip).region.width <= 60
