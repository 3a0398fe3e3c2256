"""Questions of the way to a kernel: the dialog, and who gets to ask when."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.pilot.connect_app import console, panel, runtime, type_at_once, until
from tests.pilot.dialog_app import shown
from tui.attaching import ConnectPage
from tui.kernels.questions import Answer, Question
from tui.screens.connect.screen import ConnectScreen
from tui.tasks import TaskOwner
from tui.widgets.dialogs.question import Given, QuestionDialog

__all__ = ["runtime"]


async def test_a_secret_is_not_shown() -> None:
    async with shown(QuestionDialog("Token", "Which?", is_secret=True)) as (app, pilot):
        await pilot.press(*"hunter2")
        assert "Which?" in app.text
        assert "hunter2" not in app.text
        await pilot.press("enter")
        assert app.results == [Given("hunter2")]


async def test_what_is_no_secret_is_shown_and_not_stripped() -> None:
    async with shown(QuestionDialog("Name", "Which?")) as (app, pilot):
        await pilot.press(*"ab", "space")
        assert "ab" in app.text
        await pilot.press("enter")
        assert app.results == [Given("ab ")]


async def test_the_box_is_ticked_with_keys_and_off_at_first() -> None:
    dialog = QuestionDialog("Token", "Which?", is_secret=True, keep_words="Keep it")
    async with shown(dialog, (60, 20)) as (app, pilot):
        assert "Keep it" in app.text
        await pilot.press("x", "down", "space", "enter")
        assert app.results == [Given("x", keep=True)]
    dialog = QuestionDialog("Token", "Which?", is_secret=True, keep_words="Keep it")
    async with shown(dialog) as (app, pilot):
        await pilot.press("x", "enter")
        assert app.results == [Given("x", keep=False)]


async def test_of_choices_none_is_taken_by_an_enter_typed_by_chance() -> None:
    dialog = QuestionDialog("Trust", "A line.\nAnother.", choices=("Trust it", "Cancel"))
    async with shown(dialog) as (app, pilot):
        await pilot.press("enter")
        assert app.results == []
        await pilot.press("2")
        assert app.results == [Given("Cancel")]


async def test_choices_are_taken_with_arrows_too() -> None:
    dialog = QuestionDialog("Trust", "A line.", choices=("Trust it", "Cancel"))
    async with shown(dialog) as (app, pilot):
        await pilot.press("down", "enter")
        assert app.results == [Given("Trust it")]


@pytest.mark.parametrize("choices", [(), ("Yes", "No")])
async def test_escape_backs_out(choices: tuple[str, ...]) -> None:
    async with shown(QuestionDialog("Title", "Text", choices=choices)) as (app, pilot):
        await pilot.press("escape")
        assert app.results == [None]


async def test_texts_are_no_markup_and_long_ones_fit(runtime: Path) -> None:
    text = "\n".join(f"[@click=app.quit]line {number}[/nope]" for number in range(40))
    dialog = QuestionDialog("[/title]", text, is_secret=True, keep_words="[b]keep[/nope]")
    async with shown(dialog, (60, 20)) as (app, pilot):
        assert "[/title]" in app.text
        assert "[@click=app.quit]line 0[/nope]" in app.text
        assert "[b]keep[/nope]" in app.text
        assert "Enter answer · Esc back out · Tab, Space tick the box" in app.text
        assert "line 39" not in app.text
        await pilot.press(*["pagedown"] * 4)
        assert "line 39" in app.text
        await pilot.press("a", "enter")
        assert app.results == [Given("a")]


async def test_of_two_questions_the_second_waits_for_the_first(runtime: Path) -> None:
    async with panel(ConnectPage.NEW) as (app, pilot):
        tasks = TaskOwner("test")
        first = tasks.start(app.ask(Question("First", "1?")), "first")
        second = tasks.start(app.ask(Question("Second", "2?", keep_words="Keep")), "second")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        assert "First" in app.text
        assert sum(isinstance(each, QuestionDialog) for each in app.screen_stack) == 1
        await pilot.press("a", "enter")
        assert await first == Answer("a")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog) and "Second" in app.text)
        await pilot.press("escape")
        assert await second is None
        await until(pilot, lambda: isinstance(app.screen, ConnectScreen))


async def test_a_question_goes_when_nobody_waits_for_its_answer(runtime: Path) -> None:
    async with console() as (app, pilot):
        tasks = TaskOwner("test")
        asking = tasks.start(app.ask(Question("First", "1?")), "first")
        waiting = tasks.start(app.ask(Question("Second", "2?")), "second")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        asking.cancel()
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog) and "Second" in app.text)
        waiting.cancel()
        await asyncio.wait([asking, waiting])
        await until(pilot, lambda: app.screen is app.console_screen)


async def test_keys_for_the_dialog_below_do_not_open_tabs_or_leave(runtime: Path) -> None:
    async with console() as (app, pilot):
        tasks = TaskOwner("test")
        asking = tasks.start(app.ask(Question("First", "1?", is_secret=True)), "first")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        type_at_once(app, "ctrl+t", "ctrl+q", "x", "enter")
        assert await asking == Answer("x")
        await until(pilot, lambda: app.screen is app.console_screen)


async def test_what_is_typed_when_it_comes_is_no_answer() -> None:
    dialog = QuestionDialog("Token", "Which?", is_secret=True, waits_for_rest=True)
    async with shown(dialog) as (app, pilot):
        for key in ("x", "down", "y", "enter", "1"):
            await pilot.press(key)
        assert app.screen is dialog
        assert dialog.query_one(Input).value == ""
        async with asyncio.timeout(10):
            while not dialog.query_one(Input).has_focus:  # noqa: ASYNC110 - a timer of its own
                await asyncio.sleep(0.02)
        await pilot.press("o", "k", "enter")
        assert app.results == [Given("ok")]


async def test_it_can_be_backed_out_of_at_once() -> None:
    dialog = QuestionDialog("Trust", "Which?", choices=("Trust it",), waits_for_rest=True)
    async with shown(dialog) as (app, pilot):
        await pilot.press("1")
        assert app.screen is dialog
        await pilot.press("escape")
        assert app.results == [None]


async def test_a_question_over_the_prompt_waits_for_who_types_and_one_behind_it_does_not() -> None:
    def dialog(title: str) -> QuestionDialog | None:
        top = app.screen
        return top if isinstance(top, QuestionDialog) and title in app.text else None

    def takes_keys(title: str) -> bool:
        found = dialog(title)
        return found is not None and found.query_one(Input).has_focus

    owner = TaskOwner("questions")
    async with console() as (app, pilot):
        await pilot.press("x")
        first = owner.start(app.ask(Question("First", "", is_secret=True)), "first")
        await until(pilot, lambda: dialog("First") is not None)
        await pilot.press("y", "enter")
        assert not first.done()
        await until(pilot, lambda: takes_keys("First"))
        await pilot.press("o", "k", "enter")
        assert await first == Answer("ok")
        second = owner.start(app.ask(Question("Second", "", is_secret=True)), "second")
        await until(pilot, lambda: dialog("Second") is not None)
        await pilot.press("m", "e", "enter")
        assert await second == Answer("me")


async def test_a_question_about_what_was_picked_in_the_panel_takes_keys_at_once(
    runtime: Path,
) -> None:
    owner = TaskOwner("questions")
    async with panel(ConnectPage.SERVERS) as (app, pilot):
        await pilot.press("x")
        asking = owner.start(app.ask(Question("Token", "", is_secret=True)), "token")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await pilot.press("o", "k", "enter")
        assert await asking == Answer("ok")
