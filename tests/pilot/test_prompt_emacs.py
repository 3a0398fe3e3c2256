"""The prompt edited with the keys of emacs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import events

from tests.pilot.prompt_app import PromptApp, settle
from tui.widgets.prompt.emacs import kills
from tui.widgets.prompt.emacs.changes import Changes
from tui.widgets.prompt.emacs.kill_ring import SIZE, KillRing
from tui.widgets.prompt.emacs.kills import Kills
from tui.widgets.prompt.emacs.table import TABLE


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[KillRing]:
    """A ring with nothing in it."""
    ring = KillRing()
    monkeypatch.setattr(kills, "RING", ring)
    yield ring


async def after(text: str, *keys: str, others: tuple[str, ...] = ()) -> str:
    """The text with `|` before the cursor, after keys in a text so marked."""
    app = PromptApp()
    async with app.run_test() as pilot:
        editor = app.editor
        before, _, rest = text.partition("|")
        editor.load_text(before + rest)
        editor.move_cursor(editor.location_at(len(before)))
        editor.set_keys("emacs", others)
        for key in keys:
            await pilot.press(key)
        await settle(pilot)
        place = editor.position
        return f"{editor.text[:place]}|{editor.text[place:]}"


@pytest.mark.parametrize(
    ("text", "keys", "wanted"),
    [
        ("one| two", "ctrl+f", "one |two"),
        ("one| two", "ctrl+b", "on|e two"),
        ("one| two", "alt+f", "one two|"),
        ("one, |two", "alt+b", "|one, two"),
        ("one |two", "ctrl+a", "|one two"),
        ("one |two", "ctrl+e", "one two|"),
        ("a\nb|\nc", "ctrl+n", "a\nb\nc|"),
        ("a\nb|\nc", "alt+less_than_sign", "|a\nb\nc"),
        ("a\nb|\nc", "alt+greater_than_sign", "a\nb\nc|"),
        ("a|b", "ctrl+d", "a|"),
        ("ab|", "ctrl+h", "a|"),
        ("one| two", "ctrl+k", "one|"),
        ("one|\ntwo", "ctrl+k", "one|two"),
        ("one |two", "ctrl+u", "|two"),
        ("one|, two three", "alt+d", "one| three"),
        ("one two.|", "alt+backspace", "one |"),
        ("one a.b|", "ctrl+w", "one |"),
        ("one two  |", "ctrl+w", "one |"),
        ("a b|c", "ctrl+t", "a cb|"),
        ("abc|", "ctrl+t", "acb|"),
        ("|abc", "ctrl+t", "|abc"),
        ("one |two three", "alt+t", "two one| three"),
        ("one two|", "alt+t", "two one|"),
        ("one|", "alt+t", "one|"),
        ("|one two", "alt+u", "ONE| two"),
        ("|ONE two", "alt+l", "one| two"),
        ("|one two", "alt+c", "One| two"),
        ("one  |  two", "alt+backslash", "one|two"),
        ("one|two", "ctrl+o", "one|\ntwo"),
        ("one| two", "ctrl+k ctrl+y ctrl+y", "one two two|"),
        ("|one two three", "alt+d alt+d ctrl+y", "one two| three"),
        ("one two| three", "alt+backspace alt+backspace ctrl+y", "one two| three"),
        ("|one two", "alt+d right ctrl+k ctrl+y", " two|"),
        ("|one two", "alt+d right ctrl+k ctrl+y alt+y", " one|"),
        ("|one two", "alt+d right ctrl+k ctrl+y alt+y alt+y", " two|"),
        ("one|", "alt+y", "one|"),
        ("|one two", "ctrl+@ alt+f ctrl+w", "| two"),
        ("|one two", "ctrl+space alt+f alt+w ctrl+e ctrl+y", "one twoone|"),
        ("|one two", "ctrl+@ right right ctrl+x ctrl+x", "|one two"),
        ("|one two", "ctrl+@ right ctrl+g ctrl+w", "|ne two"),
        ("one |two", "ctrl+x h ctrl+w", "|"),
        ("|one", "ctrl+@ right x ctrl+w", "|ne"),
        ("one| two", "ctrl+k ctrl+underscore", "one| two"),
        ("one| two", "ctrl+k ctrl+x u", "one| two"),
        ("one| two", "ctrl+k ctrl+x ctrl+u alt+z", "one|"),
        ("one|", "ctrl+x q", "one|"),
        ("one|", "ctrl+x ctrl+g x", "onex|"),
    ],
)
async def test_keys_do_what_they_do_in_emacs(text: str, keys: str, wanted: str) -> None:
    assert await after(text, *keys.split()) == wanted


async def test_a_key_that_the_user_gave_to_something_else_is_left() -> None:
    assert await after("one| two", "ctrl+f", others=("ctrl+f",)) == "one| two"


async def test_alt_b_is_known_however_it_was_sent() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.set_keys("emacs")
        await pilot.press(*"one")
        app.post_message(events.Key("ctrl+left", "\x1bb"))
        app.post_message(events.Key("alt+u", "\x1bu"))
        await settle(pilot)
        assert app.editor.text == "ONE"


async def test_a_chord_and_a_region_are_said() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.set_keys("emacs")
        await pilot.press("a", "ctrl+x")
        await settle(pilot)
        assert str(app.prompt.border_title) == "Ctrl+X …"
        await pilot.press("ctrl+e")
        await settle(pilot)
        assert app.named() == [("ExternalEditorWanted", "a")]
        await pilot.press("ctrl+@")
        await settle(pilot)
        assert str(app.prompt.border_title) == "REGION"


async def test_the_last_word_of_the_input_before() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.entries = lambda: ("print(1)", "cp a.txt b.txt")
        app.editor.set_keys("emacs")
        await pilot.press("alt+full_stop")
        await settle(pilot)
        assert app.editor.text == "b.txt"


async def test_one_ring_serves_all_prompts(ring: KillRing) -> None:
    assert await after("one| two", "ctrl+k") == "one|"
    assert await after("|", "ctrl+y") == " two|"


def test_a_ring_forgets_the_oldest() -> None:
    ring = KillRing()
    for number in range(SIZE + 5):
        ring.kill(str(number), "after", goes_on=False)
    assert ring.newest() == str(SIZE + 4)
    assert len({ring.turn() for _ in range(SIZE)}) == SIZE
    assert ring.newest() == str(SIZE + 4)


def test_every_row_of_the_table_has_a_deed() -> None:
    for row in TABLE:
        own, _, name = row.action.rpartition(":")
        if own:
            assert own == "prompt"
            assert hasattr(PromptApp().editor, f"action_{name}")
        elif "." not in name:
            assert hasattr(Kills, name) or hasattr(Changes, name)
