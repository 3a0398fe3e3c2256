"""What a changed setting does at once in all open tabs, without a start of anything."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.pilot.settings_app import Console, config, console, go_to, opened, own, until, written
from tui.config import Settings
from tui.config.standing import read_standing
from tui.kernels.states import KeyNames
from tui.recording import HistoryRecorder
from tui.render.pictures.protocols import Images
from tui.screens.themes import ThemePalette
from tui.widgets.dialogs.reading import ReadingScreen
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.find_bar import FindBar
from tui.widgets.key_bar import hints_of
from tui.widgets.key_names import key_on

__all__ = ["config"]


def apply(app: Console, config: Path, fields: object) -> None:
    """Have the files say something, and that in force."""
    own(config).write_text(json.dumps(fields))
    app.apply_settings(app.settings, read_standing(app.settings.options).settings)


def recorder_of(app: Console) -> HistoryRecorder:
    """What keeps inputs now."""
    assert app._recorder is not None
    return app._recorder


async def test_the_prompts_of_all_tabs_help_as_they_are_told(config: Path) -> None:
    async with console(tabs=3) as (app, pilot):
        editors = [pane.editor for pane in app.console_screen.panes]
        assert len(editors) == 3
        apply(
            app,
            config,
            {
                "Prompt": {
                    "auto_close": False,
                    "auto_indent": False,
                    "complete_while_typing": True,
                    "signature_tips": False,
                    "history_suggestions": True,
                    "editing_mode": "vi",
                }
            },
        )
        await pilot.pause()
        for editor in editors:
            assert (editor.auto_close, editor.auto_indent) == (False, False)
            assert (editor.complete_while_typing, editor.signature_tips) == (True, False)
            assert editor.history_suggestions is True
        modes = [app.editing_mode]
        apply(app, config, {})
        assert all(editor.auto_close for editor in editors)
        modes.append(app.editing_mode)
        assert modes == ["vi", "default"]


async def test_nothing_moves_by_steps_where_that_is_said(config: Path) -> None:
    async with console() as (app, _):
        usual = app.animation_level
        levels = []
        for still in (True, False):
            apply(app, config, {"JtuiApp": {"reduced_motion": still}})
            levels.append(app.animation_level)
        assert levels == ["none", usual]


async def test_no_cursor_blinks(config: Path) -> None:
    async with console() as (app, pilot):
        for action in ("find", "new_tab", "command_palette"):
            node = app if action != "find" else app.console_screen.pane
            await app.run_action(action, node)
            await until(pilot, lambda: isinstance(app.focused, Input))
            assert isinstance(app.focused, Input)
            assert not app.focused.cursor_blink
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.focused, Input))


async def test_a_new_tab_is_as_the_others(config: Path) -> None:
    async with console() as (app, pilot):
        apply(app, config, {"Prompt": {"auto_close": False}, "Transcript": {"images": "off"}})
        await app.run_action("new_tab_same")
        await until(pilot, lambda: len(app.console_screen.panes) == 2)
        assert not app.console_screen.panes[1].editor.auto_close
        assert app.graphics.images is Images.OFF


async def test_pictures_are_shown_otherwise(config: Path) -> None:
    async with console(tabs=2) as (app, pilot):
        for images, expected in (("off", Images.OFF), ("halfblock", Images.HALF_BLOCKS)):
            apply(app, config, {"Transcript": {"images": images}})
            await pilot.pause()
            assert app.graphics.images is expected
            for pane in app.console_screen.panes:
                assert pane.view._graphics is app.graphics
        same = app.graphics
        apply(app, config, {"Transcript": {"images": "halfblock", "show_elapsed_after": 7}})
        assert app.graphics is same
        assert {pane.view._elapsed_after for pane in app.console_screen.panes} == {7.0}


async def test_sessions_wait_as_they_are_told_and_new_ones_too(config: Path) -> None:
    async with console(tabs=2) as (app, _):
        before = app.console_screen.sessions[0].settings.output_cap
        kernel = {
            "auto_restart": True,
            "interrupt_grace": 9,
            "startup_timeout": 8,
            "is_complete_timeout": 0.5,
            "tell_width": "never",
        }
        apply(app, config, {"KernelSession": kernel, "Transcript": {"output_cap": 20_000}})
        for session in app.console_screen.sessions:
            now = session.settings
            assert (now.auto_restart, now.interrupt_grace, now.startup_grace) == (True, 9.0, 8.0)
            assert (now.completeness_timeout, now.tell_width) == (0.5, "never")
            # What a transcript keeps is decided when it is begun.
            assert now.output_cap == before
        assert app._opener.session_settings.output_cap == 20_000


async def test_keys_are_other_ones_at_once_and_come_back(config: Path) -> None:
    async with console() as (app, pilot):
        apply(app, config, {"JtuiApp": {"keymap": {"settings.open": "f12"}}})
        await pilot.press("f11")
        await pilot.pause()
        assert not app.is_open
        await pilot.press("f12")
        await until(pilot, lambda: app.is_open)
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_open)
        apply(app, config, {})
        await pilot.press("f12")
        await pilot.pause()
        assert not app.is_open
        await pilot.press("f11")
        await until(pilot, lambda: app.is_open)


async def test_a_key_does_what_it_was_given_to_and_nothing_else(config: Path) -> None:
    """Also what only the palette has, before the prompt and what had the key."""
    async with console() as (app, pilot):
        apply(
            app, config, {"JtuiApp": {"keymap": {"session.rename": "f11", "app.theme": "ctrl+e"}}}
        )
        await pilot.press("f11")
        await until(pilot, lambda: isinstance(app.screen, TextEntry))
        assert not app.is_open
        # What lies over the tabs has keys of its own.
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, ThemePalette))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        apply(app, config, {})
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        await pilot.press("f11")
        await until(pilot, lambda: app.is_open)


async def test_hints_name_the_keys_of_now(config: Path) -> None:
    async with console() as (app, pilot):
        hints = [key_on(app.screen, name, "") for name in ("session.new", "app.palette")]
        apply(app, config, {"JtuiApp": {"keymap": {"session.new": "f12"}}})
        hints.append(key_on(app.screen, "session.new", ""))
        app.console_screen.action_split()
        await until(pilot, lambda: "F12 opens another, Alt+T" in " ".join(app.text.split()))
        apply(app, config, {"Prompt": {"editing_mode": "emacs"}})
        hints += [key_on(app.screen, name, "") for name in ("session.new", "app.palette")]
        apply(app, config, {"JtuiApp": {"keymap": {"session.rename": "alt+n"}}})
        hints.append(key_on(app.screen, "session.rename", "none"))
        assert hints == ["Ctrl+T", "Ctrl+P", "F12", "Alt+N", "Alt+X", "Alt+N"]


async def test_sessions_name_the_keys_of_now(config: Path) -> None:
    async with console() as (app, pilot):
        apply(app, config, {"JtuiApp": {"keymap": {"kernel.restart": "f12,ctrl+y"}}})
        await app.run_action("new_tab_same")
        await until(pilot, lambda: len(app.console_screen.panes) == 2)
        assert {session.keys for session in app.open_sessions} == {KeyNames("F6", "F12")}
        # What was taken from its key is in the palette still.
        apply(app, config, {"JtuiApp": {"keymap": {"kernel.restart": "f6"}}})
        assert {session.keys for session in app.open_sessions} == {KeyNames("Ctrl+P", "F6")}
        apply(app, config, {})
        assert {session.keys for session in app.open_sessions} == {KeyNames()}


async def test_a_key_below_is_taken_from_what_lies_over_it(config: Path) -> None:
    async with console() as (app, pilot):
        shown = {hint.words for hint in hints_of(app.screen)}
        assert "Help" in shown
        apply(app, config, {"JtuiApp": {"keymap": {"transcript.find": "f1"}}})
        await pilot.press("f1")
        find = app.console_screen.panes[0].query_one(FindBar)
        await until(pilot, lambda: find.has_focus_within)
        assert not isinstance(app.screen, ReadingScreen)
        assert "Help" not in {hint.words for hint in hints_of(app.screen)}


async def test_a_keymap_that_is_wrong_is_told(config: Path) -> None:
    async with console() as (app, pilot):
        apply(app, config, {"JtuiApp": {"keymap": {"session.nwe": "f12"}}})
        await pilot.pause()
        assert "Did you mean session.new?" in app.said


async def test_a_theme_written_by_hand_is_drawn_and_one_that_is_not_there_is_told(
    config: Path,
) -> None:
    async with opened() as (app, pilot):
        own(config).write_text('{"JtuiApp": {"theme": "nord"}}')
        await pilot.press("f5")
        await until(pilot, lambda: app.theme == "nord")
        own(config).write_text('{"JtuiApp": {"theme": "nrod"}}')
        await pilot.press("f5")
        await until(pilot, lambda: "nrod" in app.said)
        own(config).write_text('{"JtuiApp": {"theme": "nord"}}')
        await pilot.press("f5")
        await until(pilot, lambda: app.theme == "nord")


async def test_notices_begin_and_end(config: Path) -> None:
    async with console(tabs=2) as (app, _):
        assert len(app._watched) == 2
        apply(app, config, {"Notices": {"after": 0}})
        assert app._watched == {}
        apply(app, config, {"Notices": {"after": 3, "how": "bell"}})
        assert len(app._watched) == 2
        assert (app.settings.notices.after, app.settings.notices.how) == (3.0, "bell")


async def test_inputs_are_kept_or_not_from_now_on(config: Path) -> None:
    async with console(tabs=2) as (app, _):
        first = recorder_of(app)
        apply(app, config, {"History": {"ignore": ["*secret*"]}})
        assert app._recorder is first
        assert first._writer._ignored == ("*secret*",)
        apply(app, config, {"History": {"store": False}})
        modes = [app.console_screen.keeps_history]
        apply(app, config, {})
        again = recorder_of(app)
        assert again is not first
        modes.append(app.console_screen.keeps_history)
        assert modes == [False, True]
        assert len(again._followed) == 2


async def test_notebooks_are_saved_by_themselves_from_now_on(config: Path) -> None:
    async with console() as (app, pilot):
        saved: list[float] = []

        async def save() -> None:
            saved.append(app.settings.saving.autosave)

        app.save_by_itself = save  # type: ignore[method-assign]
        apply(app, config, {"Saving": {"autosave": 3600}})
        await pilot.pause()
        # The hour is not waited for.
        apply(app, config, {"Saving": {"autosave": 0.01}})
        await until(pilot, lambda: len(saved) > 2)
        apply(app, config, {})
        await until(pilot, lambda: app._autosave_changed is None)
        assert set(saved) == {0.01}


async def test_a_default_kernel_and_kernelspecs_that_are_allowed(config: Path) -> None:
    async with console() as (app, _):
        provider = app.spec_provider
        apply(
            app,
            config,
            {
                "JtuiApp": {"default_kernel": "bash"},
                "KernelSpecManager": {"allowed_kernelspecs": ["bash"]},
            },
        )
        assert app._default_kernel == "bash"
        assert app.settings.kernelspecs.allowed == {"bash"}
        assert app.spec_provider is not provider


async def test_what_needs_a_start_stays_as_it_was(config: Path) -> None:
    async with console() as (app, _):
        before = app.settings
        apply(app, config, {"JtuiApp": {"kernels": ["bash"], "server": "http://x", "ssh": "host"}})
        after = app.settings
        assert (after.kernels, after.attach) == (before.kernels, before.attach)
        assert (after.options, after.log_file) == (before.options, before.log_file)


async def test_nothing_is_different_when_nothing_was_changed(config: Path) -> None:
    async with console() as (app, pilot):
        before, recorder, opener = app.settings, app._recorder, app._opener
        app.apply_settings(before, replace(before))
        await pilot.pause()
        for field in fields(Settings):
            assert getattr(app.settings, field.name) == getattr(before, field.name)
        assert (app._recorder, app._opener) == (recorder, opener)
        assert app.said == ""


@pytest.mark.parametrize("key", ["JtuiApp.server", "KernelSession.transport_encryption"])
async def test_it_is_told_from_when_on_a_change_is_in_force(config: Path, key: str) -> None:
    async with opened() as (app, pilot):
        await go_to(app, pilot, key)
        if key == "JtuiApp.server":
            await pilot.press("enter")
            app.edit_row.field.value = "http://127.0.0.1:1"
            await pilot.press("enter")
            await until(pilot, lambda: "from the next start of jtui on" in app.said)
        else:
            await pilot.press("space")
            await until(pilot, lambda: "in tabs that are opened from now on" in app.said)
        assert written(config)
