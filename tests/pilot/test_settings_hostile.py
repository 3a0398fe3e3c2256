"""The settings' screen on files and directories that are not as they should be."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.pilot.settings_app import config, go_to, opened, own, type_at_once, until, written
from tui.config.writing import write_setting

__all__ = ["config"]

CLOSE = "Prompt.auto_close"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not valid JSON"),
        ("[]", "is not a JSON object"),
        ('{"version": 9}', "has version 9, which this jtui does not know"),
        ('{"Prompt": 3}', "has Prompt, which is no section"),
        ('{"Prompt": {}, "Prompt": {}}', "Prompt stands there twice"),
        ('{"a": ' * 100_000, "is not valid JSON"),
        ('{"Other": {"x": "' + "x" * 5_000_000 + '"}}', "has 5 MB, too many for settings"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_a_file_that_is_not_right_is_not_touched_and_the_change_holds_for_this_run(
    config: Path, text: str, words: str
) -> None:
    own(config).write_text(text)
    async with opened() as (app, pilot):
        await go_to(app, pilot, CLOSE)
        await pilot.press("space")
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert own(config).read_text() == text
        assert words in app.note
        assert app.note.endswith("Nothing was written. It holds until you leave jtui.")
        assert app.settings.prompt.auto_close is False
        assert app.row(CLOSE).source == "this run"
        assert "it could not be written, and holds until you leave" in app.details
        # It is there when the screen is opened again, and can be taken back.
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_open)
        await pilot.press("f11")
        await until(pilot, lambda: app.is_open)
        assert app.value(CLOSE) is False
        await go_to(app, pilot, CLOSE)
        await pilot.press("d")
        await until(pilot, lambda: app.value(CLOSE) is True)
        assert own(config).read_text() == text


async def test_what_cannot_be_in_force_before_the_next_start_is_only_told(config: Path) -> None:
    own(config).write_text("{")
    async with opened() as (app, pilot):
        key = "JtuiApp.verify_certificates"
        await go_to(app, pilot, key)
        await pilot.press("space")
        await until(pilot, lambda: "Nothing was written." in app.note)
        assert "holds until" not in app.note
        assert app.value(key) is True


async def test_where_no_configuration_is_wanted_changes_hold_for_this_run(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    async with opened() as (app, pilot):
        await go_to(app, pilot, CLOSE)
        await pilot.press("space")
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert "JUPYTER_NO_CONFIG is set" in app.note
    assert written(config) == {}


async def test_a_place_where_nobody_can_write_is_told(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where not even root can.
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "/proc/self")
    async with opened() as (app, pilot):
        await go_to(app, pilot, CLOSE)
        await pilot.press("space")
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert app.note.startswith("/proc/self/jupyter_tui_config.json could not be written")
        assert app.row(CLOSE).source == "this run"


async def test_what_is_wrong_in_files_is_told_with_file_key_and_the_nearest_name(
    config: Path,
) -> None:
    file = own(config)
    file.write_text('{"Prompt": {"auto_clsoe": 1, "auto_close": "so"}, "Promt": {}, "B": 1}')
    async with opened() as (app, pilot):
        note = " ".join(app.note.split())
        assert f"{file}: Prompt.auto_clsoe is not a setting. Did you mean auto_close?" in note
        assert f"{file}: Promt is not a section of settings. Did you mean Prompt?" in note
        assert note.endswith("and 1 more")
        await go_to(app, pilot, CLOSE)
        assert app.drawn(CLOSE).startswith("› ! auto_close")
        assert "Wrong" in app.details
        # The keys of others, right or wrong, stay.
        await pilot.press("space")
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert written(config)["Promt"] == {}
        assert written(config)["Prompt"] == {"auto_clsoe": 1, "auto_close": False}


async def test_what_counts_more_is_told_before_and_after(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(project))
    file = project / "jupyter_tui_config.py"
    file.write_text("# mine\nc.Saving.autosave = 30\n")
    async with opened("--Prompt.auto_close=False") as (app, pilot):
        await go_to(app, pilot, CLOSE)
        assert "the command line counts more than what is set here." in app.details
        assert app.drawn(CLOSE).startswith("›●! auto_close")
        await go_to(app, pilot, "Saving.autosave")
        assert f"{file} counts more than what is set here." in app.details
        await pilot.press("enter")
        app.edit_row.field.value = "7"
        await pilot.pause()
        assert app.edit_row.note == f"! {file} counts more than what is set here."
        await pilot.press("enter")
        await until(pilot, lambda: "is written, but" in app.note)
        assert app.note.startswith(f"Saving.autosave is written, but {file} counts more")
        assert app.value("Saving.autosave") == 30.0
        assert written(config) == {"Saving": {"autosave": 7}}
        assert file.read_text() == "# mine\nc.Saving.autosave = 30\n"


async def test_of_two_that_write_at_once_nothing_is_lost(config: Path) -> None:
    async with opened() as (app, pilot):
        # Another jtui has written since this one has read.
        write_setting("Prompt", "auto_indent", False)
        await go_to(app, pilot, CLOSE)
        await pilot.press("space")
        await until(pilot, lambda: app.value(CLOSE) is False)
        assert written(config) == {"Prompt": {"auto_indent": False, "auto_close": False}}
        # What that one has set is in force here, too.
        assert app.settings.prompt.auto_indent is False


async def test_a_link_and_a_mode_are_kept(config: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.json"
    real.write_text("{}")
    real.chmod(0o640)
    own(config).symlink_to(real)
    async with opened() as (app, pilot):
        await go_to(app, pilot, CLOSE)
        await pilot.press("space")
        await until(pilot, lambda: app.value(CLOSE) is False)
    assert own(config).is_symlink()
    assert json.loads(real.read_text()) == {"Prompt": {"auto_close": False}}
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


async def test_the_file_that_was_named_may_be_gone(config: Path, tmp_path: Path) -> None:
    named = tmp_path / "mine.py"
    named.write_text("c.Prompt.auto_close = False")
    async with opened("--config", str(named)) as (app, pilot):
        assert app.value(CLOSE) is False
        await go_to(app, pilot, CLOSE)
        assert f"--config {named} counts more" in app.details
        named.unlink()
        await pilot.press("f5")
        await until(pilot, lambda: "There is no configuration file" in app.note)
        assert app.value(CLOSE) is False
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_open)


async def test_control_characters_of_files_are_drawn_as_marks(config: Path) -> None:
    own(config).write_text(
        json.dumps(
            {
                "JtuiApp": {"server": "\x1b[31mred\x07\u202e", "kernels": ["a\nb\x9b"]},
                "\x1b]0;x\x07": {},
            }
        )
    )
    async with opened() as (app, pilot):
        await go_to(app, pilot, "JtuiApp.server")
        everything = app.text + app.details + app.note
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(everything)
        # It cannot be typed either.
        await pilot.press("enter")
        assert not app.edits()
        assert "edit the file" in app.note


async def test_a_value_too_long_to_be_typed_is_left_to_the_file(config: Path) -> None:
    own(config).write_text(json.dumps({"JtuiApp": {"kernels": ["x" * 50] * 5_000}}))
    async with opened() as (app, pilot):
        await go_to(app, pilot, "JtuiApp.kernels")
        assert app.drawn("JtuiApp.kernels").rstrip().endswith("this screen")
        await pilot.press("enter")
        assert not app.edits()
        assert "edit the file" in app.note
        await pilot.press("d")
        await until(pilot, lambda: app.value("JtuiApp.kernels") == [])


async def test_a_python_file_that_raises_or_leaves_is_told(config: Path) -> None:
    async with opened() as (app, pilot):
        file = config / "jupyter_tui_config.py"
        for code, words in (
            ("raise SystemExit(3)", "SystemExit: 3"),
            ("\n1/0", "line 2: ZeroDivisionError"),
            ("def (", "SyntaxError"),
            ("print('noise')\nc.Prompt.auto_clos = 1", "Did you mean auto_close?"),
        ):
            file.write_text(code)
            await pilot.press("f5")
            await until(pilot, lambda words=words: words in app.note)  # type: ignore[misc]
            assert str(file) in app.note.replace("\n", "")
        assert "noise" not in app.text


async def test_keys_stay_live_while_a_file_takes_long(config: Path) -> None:
    async with opened() as (app, pilot):
        gate = config / "gate"
        (config / "jupyter_tui_config.py").write_text(
            f"import pathlib, time\nwhile not pathlib.Path({str(gate)!r}).exists():\n"
            "    time.sleep(0.01)\nc.Prompt.auto_close = False\n"
        )
        type_at_once(app, ["f5", "down", "down"])
        await until(pilot, lambda: app.rows.selected == app.rows.rows[2])
        assert app.value(CLOSE) is True
        gate.touch()
        await until(pilot, lambda: app.value(CLOSE) is False)
