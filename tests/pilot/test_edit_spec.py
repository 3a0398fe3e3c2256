"""The dialog in which a kernelspec is edited, on real files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, TextArea

from tests.pilot.dialog_app import DialogApp, shown, until
from tui.model.spec_entry import SpecEntry
from tui.screens.edit_spec import EditSpecScreen
from tui.screens.spec_file import read_spec_file
from tui.stores.kernelspecs.listing import embedded_entry, list_specs
from tui.stores.kernelspecs.trash import trash
from tui.widgets.dialogs.choice import ChoiceDialog
from tui.widgets.specs_forms.spec_form import SpecForm
from tui.widgets.specs_forms.word_choice import WordChoice
from tui.widgets.specs_forms.written import SpecField, read, written

GOOD: Mapping[str, Any] = {
    "argv": ["python", "-m", "some", "-f", "{connection_file}"],
    "display_name": "Some",
    "language": "some",
    "env": {"A": "${HOME}/x", "B": ""},
    "metadata": {"debugger": True},
    "x-unknown": {"kept": [1, 2]},
}
HOSTILE: Mapping[str, Any] = {
    "argv": ["py\x1b]0;title\x07", "two\nlines", "", " blank ", '"quoted"', "{connection_file}"],
    "display_name": "[@click=app.quit]x[/nope]\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}",
    "language": "l\x7f",
    "env": {"A": "\x00"[:0] + "a\tb", "N\nM": "=x= "},
    "interrupt_mode": "MESSAGE",
    "metadata": {"k\x1b": "\x7f\u2028\U000e0041\ud800", "deep": [[[{}]]]},
}


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's directory of kernelspecs; the trash is in the directory of the test, too."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_PATH", "")
    for name in ("STATE", "DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path / "data" / "kernels"


def entry_of(kernels: Path, content: object = GOOD, name: str = "some") -> SpecEntry:
    """A kernelspec with these fields, or with these bytes, as it is listed."""
    directory = kernels / name
    directory.mkdir(parents=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (directory / "kernel.json").write_bytes(data)
    return next(entry for entry in list_specs([kernels]) if entry.name == name)


def link_to(path: Path, link: Path) -> None:
    """Make a link, and the directory it lies in."""
    link.parent.mkdir(parents=True)
    link.symlink_to(path)


def now(entry: SpecEntry) -> dict[str, Any]:
    """What the file has now."""
    assert entry.path is not None
    fields: dict[str, Any] = json.loads((entry.path / "kernel.json").read_text())
    return fields


class Opened:
    """The dialog on an entry."""

    def __init__(self, app: DialogApp[bool], pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.form = app.dialog.query_one(SpecForm)

    def input(self, name: str) -> Input:
        """A field of one line."""
        return self.form.query_one(f"#{name}", Input)

    def area(self, name: str) -> TextArea:
        """A field of several lines."""
        return self.form.query_one(f"#{name}", TextArea)

    @property
    def is_asked(self) -> bool:
        """Whether a question lies over the dialog."""
        return isinstance(self.app.screen, ChoiceDialog)

    async def until_ended(self) -> list[bool | None]:
        """Wait for the end of the dialog, and answer with its results."""
        await until(self.pilot, lambda: bool(self.app.results))
        return self.app.results


@asynccontextmanager
async def opened(entry: SpecEntry, size: tuple[int, int] = (100, 40)) -> AsyncIterator[Opened]:
    """The dialog on an entry, when the file was read."""
    async with shown(EditSpecScreen(entry), size) as (app, pilot):
        await until(pilot, lambda: app.dialog.focused is not None)
        yield Opened(app, pilot)


# What stands in the fields.


@pytest.mark.parametrize("content", [GOOD, HOSTILE], ids=["usual", "hostile"])
def test_every_field_is_read_as_the_value_it_was_made_of(content: Mapping[str, Any]) -> None:
    for field in SpecField:
        each = written(field, content)
        assert each.is_as_in_file
        if field is not SpecField.INTERRUPT_MODE:
            assert read(field, each.text) == content.get(field, None)


def test_nothing_in_a_field_steers_a_terminal() -> None:
    for field in SpecField:
        text = written(field, HOSTILE).text
        assert text.replace("\n", "").isprintable(), field


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        (SpecField.ARGV, 'a\n"b', "Line 2: What begins with a double quote is a JSON string"),
        (SpecField.ENV, "A=1\n\nB", "Line 3 is not of the form NAME=value"),
        (SpecField.ENV, "A=1\nA=2", "Line 2: A is there twice"),
        (SpecField.ENV, "=1", "Line 1 is not of the form"),
        (SpecField.METADATA, "{", "no JSON: line 1, column 2"),
        (SpecField.METADATA, "[]", "names and values in braces"),
        (SpecField.METADATA, '{"a": NaN}', "NaN is no value"),
        (SpecField.METADATA, "[" * 100_000, "nested too deeply"),
        (SpecField.DISPLAY_NAME, "a\x1bb", "cannot be shown"),
    ],
)
def test_what_is_wrong_is_said(field: SpecField, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(field, text)


# Saving.


async def test_a_changed_field_is_written_and_all_else_stays(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        assert at.input("display-name").has_focus
        await at.pilot.press("end", *" more", "ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {**GOOD, "display_name": "Some more"}
    [item] = trash()
    assert json.loads(item.kept.read_text()) == GOOD


async def test_the_whole_form_is_filled_in_by_keyboard_alone(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        press = at.pilot.press
        await press("home", "shift+end", *"Other", "enter", *"lisp", "tab")
        assert at.area("argv").has_focus
        await press(*["down"] * 4, "end", "enter", *"--new", "tab")
        await press("down", "end", "enter", *"C=3 4", "tab")
        assert at.form.query_one(WordChoice).has_focus
        await press("right", "tab", "f7", *'{"a": [null]}', "tab")
        assert at.form.query_one("#save", Button).has_focus
        await press("enter")
        assert await at.until_ended() == [True]
    assert now(entry) == {
        **GOOD,
        "argv": [*GOOD["argv"], "--new"],
        "display_name": "Other",
        "language": "lisp",
        "env": {**GOOD["env"], "C": "3 4"},
        "interrupt_mode": "message",
        "metadata": {"a": [None]},
    }


async def test_the_interrupt_mode_can_be_clicked(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        await at.pilot.click(WordChoice, offset=(15, 0))
        await at.pilot.press("ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {**GOOD, "interrupt_mode": "message"}


async def test_hostile_fields_that_are_not_touched_stay_byte_by_byte(kernels: Path) -> None:
    entry = entry_of(kernels, HOSTILE)
    async with opened(entry) as at:
        assert at.app.text.replace("\n", "").isprintable()
        at.area("argv").focus()
        await at.pilot.press(*["down"] * 5, "end", "enter", "x", "ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {**HOSTILE, "argv": [*HOSTILE["argv"], "x"]}


async def test_a_field_that_is_emptied_is_gone_from_the_file(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        at.area("env").text = ""
        at.area("metadata").text = " \n"
        await at.pilot.press("ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {key: GOOD[key] for key in GOOD if key not in ("env", "metadata")}


async def test_saving_without_a_change_writes_nothing(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        await at.pilot.press("ctrl+s")
        assert await at.until_ended() == [False]
    assert trash() == ()


async def test_two_keys_to_save_in_one_read_write_once(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        await at.pilot.press("end", "x", "ctrl+s", "ctrl+s", "ctrl+s")
        assert await at.until_ended() == [True]
        await at.pilot.pause()
        assert len(at.app.screen_stack) == 1
    assert len(trash()) == 1


# Checking while one types.


async def test_what_is_wrong_stands_beside_its_field_and_is_not_saved(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        at.area("env").text = "A"
        at.area("metadata").text = "{"
        at.area("argv").text = ""
        at.input("display-name").value = ""
        await at.pilot.pause()
        assert "Line 1 is not of the form NAME=value." in at.app.said
        assert "This is no JSON: line 1, column 2" in at.app.said
        assert "A kernelspec needs the command that starts its kernel." in at.app.said
        await at.pilot.press("ctrl+s")
        assert at.area("argv").has_focus
        assert at.app.results == []
        at.area("argv").text = "python"
        await at.pilot.pause()
        assert "No argument has {connection_file} in it" in at.app.said
    assert now(entry) == GOOD
    assert trash() == ()


async def test_what_jupyter_would_refuse_is_said_as_one_types(kernels: Path) -> None:
    async with opened(entry_of(kernels)) as at:
        at.area("argv").text = '"a\\u0000b"'
        at.input("display-name").value = "x" * 201
        await at.pilot.pause()
        assert "argv holds a NUL character." in at.app.said
        assert "A display name has at most 200 characters." in at.app.said


# Broken files.


async def test_wrong_types_are_shown_as_far_as_they_go_and_mended_by_saving(kernels: Path) -> None:
    content = {
        "argv": "python -m x 'a b'",
        "display_name": 5,
        "language": "l",
        "env": {"A": 1},
        "interrupt_mode": 7,
        "other": 1,
    }
    entry = entry_of(kernels, content)
    async with opened(entry) as at:
        assert at.area("argv").text == "python\n-m\nx\na b"
        assert at.area("env").text == "A=1"
        assert "is not a list with the command in it" in at.app.said
        await at.pilot.press("ctrl+s")
        assert at.app.results == []
        assert at.form.query_one(WordChoice).has_focus
        await at.pilot.press("right", "ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {
        "argv": ["python", "-m", "x", "a b"],
        "display_name": "5",
        "language": "l",
        "env": {"A": "1"},
        "interrupt_mode": "signal",
        "other": 1,
    }


async def test_a_file_that_is_no_json_gives_what_can_be_read_of_it(kernels: Path) -> None:
    broken = (
        b'\xef\xbb\xbf{"metadata": {"language": "no"},, "display_name": "Bro\xffken" '
        b'"language": "l", "argv": ["a", "{connection_file}"], "env": {"A": '
    )
    entry = entry_of(kernels, broken)
    async with opened(entry) as at:
        assert "byte order mark" in at.app.said
        assert at.input("display-name").value == "Bro\N{REPLACEMENT CHARACTER}ken"
        assert at.input("language").value == "l"
        assert at.area("env").text == ""
        await at.pilot.press("ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {
        "argv": ["a", "{connection_file}"],
        "display_name": "Bro\N{REPLACEMENT CHARACTER}ken",
        "language": "l",
        "interrupt_mode": "signal",
        "metadata": {"language": "no"},
    }
    [item] = trash()
    assert item.kept.read_bytes() == broken


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"\x00\xff" * 10,
        b'{"argv": ' + b"[" * 5_000,
        b"{" * 5_000,
        b"x" * 1_000_001,
    ],
    ids=["empty", "null", "list", "bytes", "deep", "braces", "large"],
)
async def test_a_file_of_which_nothing_can_be_read_gets_new_fields(
    kernels: Path, content: bytes
) -> None:
    entry = entry_of(kernels, content)
    async with opened(entry, (60, 20)) as at:
        assert "kernel.json is" in at.app.said
        at.input("display-name").value = "New"
        at.area("argv").text = "new\n{connection_file}"
        await at.pilot.press("ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry)["argv"] == ["new", "{connection_file}"]


async def test_a_megabyte_is_not_drawn_and_stays_until_something_is_typed(kernels: Path) -> None:
    content = {**GOOD, "display_name": "y" * 900_000}
    entry = entry_of(kernels, content)
    async with opened(entry) as at:
        assert "900,000 characters are too many to show" in at.app.said
        assert at.input("display-name").value == ""
        at.input("language").focus()
        await at.pilot.press("end", "2", "ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {**content, "language": "some2"}
    entry = next(each for each in list_specs([kernels]) if each.name == "some")
    async with opened(entry) as at:
        await at.pilot.press(*"Short", "ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry)["display_name"] == "Short"


# What others do, and what one may not.


async def test_a_file_that_was_changed_meanwhile_is_asked_about(kernels: Path) -> None:
    entry = entry_of(kernels)
    theirs = {**GOOD, "language": "theirs", "display_name": "Theirs"}
    async with opened(entry) as at:
        assert entry.path is not None
        (entry.path / "kernel.json").write_text(json.dumps(theirs))
        await at.pilot.press("end", "!", "ctrl+s")
        await until(at.pilot, lambda: at.is_asked)
        assert "has been changed since it was read here" in at.app.said
        assert now(entry) == theirs
        await at.pilot.press("c")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: at.is_asked)
        await at.pilot.press("r")
        await until(at.pilot, lambda: at.input("display-name").value == "Theirs")
        await at.pilot.press("end", "!", "ctrl+s")
        assert await at.until_ended() == [True]
    assert now(entry) == {**theirs, "display_name": "Theirs!"}


async def test_what_was_changed_here_can_be_written_into_the_changed_file(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        assert entry.path is not None
        (entry.path / "kernel.json").write_text(json.dumps({**GOOD, "language": "theirs"}))
        await at.pilot.press("end", "!", "ctrl+s")
        await until(at.pilot, lambda: at.is_asked)
        await at.pilot.press("w")
        assert await at.until_ended() == [True]
    assert now(entry) == {**GOOD, "language": "theirs", "display_name": "Some!"}


async def test_a_directory_that_is_gone_is_said_and_the_form_stays(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        assert entry.path is not None
        (entry.path / "kernel.json").unlink()
        entry.path.rmdir()
        await at.pilot.press("end", "!", "ctrl+s")
        await until(at.pilot, lambda: at.is_asked)
        assert "is gone since it was read here" in at.app.said
        await at.pilot.press("w")
        await until(at.pilot, lambda: "is not there any more" in at.app.said)
        assert at.app.results == []
        assert at.input("display-name").value == "Some!"


async def test_the_kernel_of_jtui_itself_can_only_be_read(kernels: Path) -> None:
    entry = embedded_entry()
    assert entry is not None
    async with opened(entry) as at:
        assert "Duplicate it to have one that can be changed" in at.app.said
        assert at.area("argv").read_only
        assert at.input("display-name").disabled
        await at.pilot.press("ctrl+s")
        assert at.app.results == []
        await at.pilot.press("escape")
        assert await at.until_ended() == [False]


async def test_a_link_is_not_followed(kernels: Path, tmp_path: Path) -> None:
    real = entry_of(tmp_path / "elsewhere", name="real")
    assert real.path is not None
    link_to(real.path, kernels / "link")
    entry = next(each for each in list_specs([kernels]) if each.name == "link")
    async with opened(entry) as at:
        assert "is a link. Edit it where it is" in at.app.said
        assert at.form.query_one("#save", Button).disabled
    assert read_spec_file(entry).refusal


# Leaving.


async def test_leaving_asks_only_when_something_was_typed(kernels: Path) -> None:
    async with opened(entry_of(kernels)) as at:
        await at.pilot.press("escape")
        assert await at.until_ended() == [False]


async def test_what_was_typed_is_not_lost_by_one_key(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        await at.pilot.press("end", "!", "escape")
        await until(at.pilot, lambda: at.is_asked)
        await at.pilot.press("escape")
        assert at.input("display-name").value == "Some!"
        await at.pilot.press("escape")
        await until(at.pilot, lambda: at.is_asked)
        await at.pilot.press("d")
        assert await at.until_ended() == [False]
    assert now(entry) == GOOD


async def test_the_question_before_leaving_can_save(kernels: Path) -> None:
    entry = entry_of(kernels)
    async with opened(entry) as at:
        await at.pilot.press("end", "!", "escape")
        await until(at.pilot, lambda: at.is_asked)
        await at.pilot.press("s")
        assert await at.until_ended() == [True]
    assert now(entry)["display_name"] == "Some!"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_every_field_can_be_reached_in_any_size(kernels: Path, size: tuple[int, int]) -> None:
    async with opened(entry_of(kernels, HOSTILE), size) as at:
        for name in ("display-name", "language", "argv", "env", None, "metadata", "save"):
            focused = at.app.focused
            assert focused is not None
            assert focused.id == name
            await at.pilot.pause()
            assert focused.region.height > 0
            assert at.app.screen.region.contains_region(focused.region), name
            await at.pilot.press("tab")
