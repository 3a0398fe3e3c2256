"""The settings' screen: listed, filtered, changed by keys, written, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pilot.settings_app import (
    config,
    console,
    go_to,
    opened,
    own,
    type_at_once,
    until,
    written,
)
from tui.config.application import described_settings
from tui.config.entering import text_of
from tui.screens.settings.screen import PickedValue
from tui.screens.themes import ThemePalette
from tui.widgets.dialogs.reading import ReadingScreen

__all__ = ["config"]

CLOSE = "Prompt.auto_close"


async def test_all_settings_are_listed_in_their_sections(config: Path) -> None:
    async with opened(size=(120, 70)) as (app, _):
        keys = [each.key for section in described_settings() for each in section.settings]
        assert [row.key for row in app.rows.rows] == keys
        for section in described_settings():
            assert f" {section.name}  {section.prose[:20]}" in app.text
        assert f"{len(keys)} settings, ● 0 changed" in app.text
        assert app.drawn(CLOSE).split() == ["auto_close", "True", "default"]


async def test_what_is_told_of_one_is_all_there_is(config: Path) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, "Saving.autosave")
        assert "Saving.autosave" in app.details
        assert "Save notebooks that were opened" in app.details
        assert "Value      0\n" in app.details
        assert "From       the default" in app.details
        assert "Default    0\n" in app.details
        assert "Takes      a number of seconds from 0 to 86400" in app.details
        assert "In force   at once" in app.details
        assert f"Written to {own(config)}" in app.details
        await go_to(app, pilot, "JtuiApp.server")
        assert "In force   from the next start of jtui on" in app.details


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("auto_cl", [CLOSE]),
        ("PROMPT.AUTO_", [CLOSE, "Prompt.auto_indent"]),
        ("closing bracket", [CLOSE]),
        ("bracket closing", [CLOSE]),
        ("halfblock", ["Transcript.images"]),
        ("jtui-dark", ["JtuiApp.theme"]),
        ("nothing like it", []),
    ],
)
async def test_typing_filters_by_name_prose_and_value(
    config: Path, typed: str, found: list[str]
) -> None:
    async with opened() as (app, pilot):
        await pilot.press("slash")
        type_at_once(app, ["space" if each == " " else each for each in typed])
        await until(pilot, lambda: app.field.value == typed)
        assert [row.key for row in app.rows.rows] == found
        if not found:
            assert f"No setting has “{typed}”." in app.text
        await pilot.press("escape")
        assert len(app.rows.rows) > 20
        assert app.is_open
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_open)


async def test_letters_that_are_no_keys_go_to_the_filter(config: Path) -> None:
    async with opened() as (app, pilot):
        # k, d and u are keys of the list only.
        type_at_once(app, list("theme kdu".replace(" ", "")))
        await until(pilot, lambda: app.field.value == "themekdu")
        assert written(config) == {}


@pytest.mark.parametrize("key", ["space", "enter"])
async def test_a_switch_is_turned_and_written_at_once(config: Path, key: str) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, CLOSE)
        assert "●" not in app.drawn(CLOSE)
        await pilot.press(key)
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert written(config) == {"Prompt": {"auto_close": False}}
        assert app.drawn(CLOSE).startswith("›●  auto_close")
        assert "this screen" in app.drawn(CLOSE)
        assert "● 1 changed" in app.text
        assert f"From       {own(config)}" in app.details
        await pilot.press(key)
        await until(pilot, lambda: app.value(CLOSE) is True)
        assert written(config) == {"Prompt": {"auto_close": True}}
        assert "●" not in app.drawn(CLOSE)


async def test_keys_of_one_read_are_changes_one_after_the_other(config: Path) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, CLOSE)
        type_at_once(app, ["space"] * 5 + ["down", "space", "escape"])
        await until(pilot, lambda: not app.is_open)
        assert written(config) == {"Prompt": {"auto_close": False, "auto_indent": False}}
        assert app.settings.prompt.auto_close is False
        assert app.settings.prompt.auto_indent is False


async def test_of_several_values_the_next_is_a_key_away_and_all_are_in_a_list(
    config: Path,
) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, "Notices.how")
        await pilot.press("space")
        await until(pilot, lambda: app.value("Notices.how") == "bell")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PickedValue))
        # The one in force is marked.
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.value("Notices.how") == "none")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PickedValue))
        await pilot.press("escape")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PickedValue))
        await pilot.press("1")
        await until(pilot, lambda: app.value("Notices.how") == "terminal")
        assert written(config) == {"Notices": {"how": "terminal"}}


async def test_a_number_is_typed_and_checked_on_the_way(config: Path) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, "Saving.autosave")
        await pilot.press("enter")
        assert app.edits()
        assert app.edit_row.note.startswith("It takes a number of seconds from 0 to 86400.")
        await pilot.press("x")
        assert app.edit_row.note == "✗ It takes a number of seconds from 0 to 86400."
        assert app.edit_row.note in app.text
        await pilot.press("enter")
        assert app.edits()
        assert written(config) == {}
        await pilot.press("backspace", "backspace", "9", "0", "enter")
        await until(pilot, lambda: app.value("Saving.autosave") == 90.0)
        assert not app.edits()
        assert app.rows.has_focus
        assert written(config) == {"Saving": {"autosave": 90}}


@pytest.mark.parametrize("begin", [(), ("slash",)], ids=["from the list", "from the filter"])
async def test_keys_of_one_read_go_where_they_are_meant_to(
    config: Path, begin: tuple[str, ...]
) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, "Saving.autosave")
        await pilot.press(*begin)
        type_at_once(app, ["enter", "7", "enter", "down"])
        await until(pilot, lambda: app.value("Saving.autosave") == 7.0)
        await until(pilot, lambda: app.rows.selected == app.row("Notices.after"))
        assert app.field.value == ""


async def test_what_is_typed_wrong_at_once_is_not_written(config: Path) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, "Saving.autosave")
        type_at_once(app, ["enter", "x", "enter"])
        await until(pilot, lambda: app.edit_row.note.startswith("✗"))
        assert app.edits()
        await pilot.press("escape")
        assert not app.edits()
        assert app.is_open
        assert written(config) == {}


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("JtuiApp.ca_file", "/etc/mine.pem", "/etc/mine.pem"),
        ("History.ignore", '["*a*", "*b*"]', ["*a*", "*b*"]),
        ("History.ignore", "*password*", ["*password*"]),
        ("JtuiApp.keymap", "session.new=f12", {"session.new": "f12"}),
    ],
)
async def test_texts_lists_and_tables_are_typed(
    config: Path, key: str, typed: str, value: object
) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, key)
        await pilot.press("enter")
        app.edit_row.field.value = typed
        await pilot.press("enter")
        await until(pilot, lambda: app.value(key) == value)
        section, name = key.split(".")
        assert written(config) == {section: {name: value}}
        # What is typed next begins with what is there.
        await pilot.press("enter")
        assert app.edit_row.field.value == text_of(value)


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("session.nwe=f12", "✗ There is no action session.nwe. Did you mean session.new?"),
        ("session.new=f99", "✗ F99, for session.new, is no key."),
        ("session.new=f1", "! F1, for session.new, is also the key of app.help"),
    ],
)
async def test_a_keymap_is_checked_for_what_it_names(config: Path, typed: str, note: str) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, "JtuiApp.keymap")
        await pilot.press("enter")
        app.edit_row.field.value = typed
        await pilot.pause()
        assert app.edit_row.note.lower().startswith(note.lower())


async def test_d_brings_the_default_back_and_u_what_was_before(config: Path) -> None:
    own(config).write_text('{"Prompt": {"auto_close": false, "other": 1}, "Mine": {"a": 2}}')
    async with opened() as (app, pilot):
        await go_to(app, pilot, CLOSE)
        assert "d Default" in app.keys and "u Undo" not in app.keys
        await pilot.press("d")
        await until(pilot, lambda: app.value(CLOSE) is True)
        assert written(config) == {"Prompt": {"other": 1}, "Mine": {"a": 2}}
        assert "d Default" not in app.keys and "u Undo" in app.keys
        await pilot.press("u")
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert written(config) == {"Prompt": {"other": 1, "auto_close": False}, "Mine": {"a": 2}}
        assert "u Undo" not in app.keys
        await pilot.press("space")
        await until(pilot, lambda: app.value(CLOSE) is True)
        await go_to(app, pilot, "Prompt.auto_indent")
        await pilot.press("space")
        await until(pilot, lambda: app.value("Prompt.auto_indent") is False)
        type_at_once(app, ["u", "u", "u"])
        await until(pilot, lambda: app.value(CLOSE) is False)
        await until(pilot, lambda: app.value("Prompt.auto_indent") is True)
        assert written(config)["Prompt"] == {"other": 1, "auto_close": False}


async def test_a_theme_is_picked_where_it_can_be_seen(config: Path) -> None:
    async with opened() as (app, pilot):
        before = app.theme
        await go_to(app, pilot, "JtuiApp.theme")
        assert "Enter shows the themes." in app.details
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ThemePalette))
        await pilot.press(*"nord")
        await until(pilot, lambda: app.theme == "nord")
        await pilot.press("enter")
        await until(pilot, lambda: app.is_open and app.value("JtuiApp.theme") == "nord")
        assert written(config) == {"JtuiApp": {"theme": "nord"}}
        await pilot.press("d")
        await until(pilot, lambda: app.theme == before)
        assert written(config) == {}


async def test_files_changed_by_hand_are_read_again_on_a_key_and_when_it_is_opened(
    config: Path,
) -> None:
    async with opened() as (app, pilot):
        (config / "jupyter_tui_config.py").write_text("c.Prompt.auto_close = False")
        await pilot.press("f5")
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert app.settings.prompt.auto_close is False
        assert app.row(CLOSE).source == "tui_config.py"
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_open)
        own(config).write_text('{"Prompt": {"auto_close": true, "auto_indent": false}}')
        await pilot.press("f11")
        await until(pilot, lambda: app.is_open)
        assert app.value(CLOSE) is True
        await until(pilot, lambda: not app.settings.prompt.auto_indent)


@pytest.mark.parametrize("size", [(60, 20), (40, 10), (20, 5), (100, 30), (300, 100)])
async def test_it_can_be_used_in_terminals_of_any_size(config: Path, size: tuple[int, int]) -> None:
    async with opened(size=size) as (app, pilot):
        await pilot.press("end")
        assert app.rows.selected is not None
        assert app.rows.selected.key == app.rows.rows[-1].key
        await go_to(app, pilot, "Saving.autosave")
        if size[1] >= 10:
            assert "autosave" in app.text
        await pilot.press("enter", "7", "enter")
        await until(pilot, lambda: app.value("Saving.autosave") == 7.0)
        assert all(len(line) <= size[0] for line in app.text.split("\n"))
        if size[0] >= 60:
            assert "esc Close" in app.keys and app.keys.endswith("f1 Keys")


async def test_the_row_of_keys_names_those_that_work_just_now(config: Path) -> None:
    async with opened(size=(160, 40)) as (app, pilot):
        await go_to(app, pilot, CLOSE)
        assert app.keys.startswith("⏎ Change space Next value / Filter esc Close")
        await pilot.press("slash")
        assert "/ Filter" not in app.keys and "⏎ Change" in app.keys
        await pilot.press("tab")
        await go_to(app, pilot, "Saving.autosave")
        await pilot.press("enter")
        assert "⏎ Set" in app.keys and "esc Cancel" in app.keys and "Change" not in app.keys


async def test_f1_begins_with_the_keys_of_the_settings(config: Path) -> None:
    async with opened() as (app, pilot):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, ReadingScreen))
        assert "Keys in the settings" in app.text
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.settings_screen)


async def test_the_palette_opens_it_and_not_twice(config: Path) -> None:
    async with console() as (app, pilot):
        await pilot.press("ctrl+p")
        await pilot.press(*"Settings")
        await until(pilot, lambda: app.text.count("settings.open") == 1)
        await pilot.press("enter")
        await until(pilot, lambda: app.is_open)
        await app.run_action("settings")
        await pilot.pause()
        assert app.settings_screen is app.screen
        await pilot.press("f11")
        await until(pilot, lambda: not app.is_open)


async def test_the_mouse_selects_and_changes(config: Path) -> None:
    async with opened() as (app, pilot):
        numbers = [n for n, line in enumerate(app.rows._lines) if getattr(line, "key", "") == CLOSE]
        await pilot.click(app.rows, offset=(6, numbers[0] - app.rows.scroll_offset.y))
        assert app.rows.selected is not None and app.rows.selected.key == CLOSE
        await pilot.click(app.rows, offset=(6, numbers[0] - app.rows.scroll_offset.y), times=2)
        await until(pilot, lambda: app.value(CLOSE) is False)
