"""Single settings written into the user's configuration file, and taken out of it."""

from __future__ import annotations

import fcntl
import json
import math
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.configured import config, own, written
from tui.config import writing
from tui.config.usual import LARGEST_FILE
from tui.config.writing import own_file, remove_setting, write_setting, written_setting
from tui.errors import ConfigurationError

__all__ = ["config"]


def deep(levels: int) -> str:
    return '{"x": ' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, {"Prompt": {"auto_close": False}}),
        ({}, {"Prompt": {"auto_close": False}}),
        ({"Prompt": {"auto_close": True}}, {"Prompt": {"auto_close": False}}),
        (
            {"version": 1, "Other": {"x": [1, None]}, "Prompt": {"y": 2}},
            {"version": 1, "Other": {"x": [1, None]}, "Prompt": {"y": 2, "auto_close": False}},
        ),
        ({"Prompt": None}, {"Prompt": {"auto_close": False}}),
        # What is equal in Python alone is another value.
        ({"Prompt": {"auto_close": 0}}, {"Prompt": {"auto_close": False}}),
    ],
)
def test_a_value_is_set_and_all_else_stays(config: Path, before: object, after: object) -> None:
    if before is not None:
        own(config).write_text(json.dumps(before))
    assert write_setting("Prompt", "auto_close", False) == own_file() == own(config)
    assert written(config) == after
    assert list(written(config)) == list(after)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        ({"Prompt": {"auto_close": True}}, {}),
        ({"Prompt": {"auto_close": True, "b": 1}, "C": {}}, {"Prompt": {"b": 1}, "C": {}}),
        ({"Prompt": {"b": 1}}, {"Prompt": {"b": 1}}),
        ({"Other": {"auto_close": 1}}, {"Other": {"auto_close": 1}}),
    ],
)
def test_a_value_is_taken_out_and_all_else_stays(
    config: Path, before: object, after: object
) -> None:
    if before is not None:
        own(config).write_text(json.dumps(before))
    remove_setting("Prompt", "auto_close")
    assert own(config).exists() == (after is not None)
    assert after is None or written(config) == after


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not valid JSON"),
        ("", "is not valid JSON"),
        ("[]", "is not a JSON object"),
        ("3", "is not a JSON object"),
        ('{"Prompt": 3}', "has Prompt, which is no section"),
        ('{"Prompt": [1]}', "has Prompt, which is no section"),
        ('{"version": 2, "Prompt": {}}', "has version 2, which this jtui does not know"),
        ('{"Prompt": {"a": 1}, "Prompt": {"b": 1}}', "Prompt stands there twice"),
        ('{"Prompt": {"a": 1, "a": 2}}', "a stands there twice"),
        (deep(100_000), "is not valid JSON"),
        ("{" + " " * LARGEST_FILE + "}", "has 4 MB, too many for settings"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_not_right_is_not_touched(config: Path, text: str, words: str) -> None:
    own(config).write_text(text)
    changes: list[Callable[[], Path]] = [
        lambda: write_setting("Prompt", "auto_close", False),
        lambda: remove_setting("Prompt", "auto_close"),
    ]
    for change in changes:
        with pytest.raises(ConfigurationError) as raised:
            change()
        assert str(raised.value).startswith(f"{own(config)} ")
        assert words in str(raised.value)
        assert str(raised.value).endswith("Nothing was written.")
    assert own(config).read_text() == text
    assert sorted(each.name for each in config.iterdir()) == [own(config).name]


def test_bytes_that_are_no_text_are_not_touched(config: Path) -> None:
    own(config).write_bytes(b'{"a": "\xff"}')
    with pytest.raises(ConfigurationError, match="is not valid JSON"):
        write_setting("Prompt", "auto_close", False)
    assert own(config).read_bytes() == b'{"a": "\xff"}'


def test_what_is_nested_as_deep_as_can_be_read_is_kept_or_said(config: Path) -> None:
    # Reading goes deeper than writing does.
    text = f'{{"Other": {deep(900)}}}'
    own(config).write_text(text)
    try:
        write_setting("Prompt", "auto_close", False)
    except ConfigurationError as error:
        assert "nested too deep" in str(error) or "is not valid JSON" in str(error)
        assert own(config).read_text() == text
    else:
        assert written(config)["Other"] == json.loads(deep(900))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, {1, 2}, object(), [math.nan]])
def test_a_value_that_is_none_of_json_is_refused(config: Path, value: object) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written"):
        write_setting("Prompt", "x", value)
    assert not own(config).exists()


def test_what_others_wrote_is_kept_as_it_is_even_where_json_has_no_word_for_it(
    config: Path,
) -> None:
    own(config).write_text('{"A": {"x": NaN, "half": "\\ud800", "é": "日本"}}')
    write_setting("Prompt", "auto_close", False)
    after = written(config)["A"]
    assert math.isnan(after["x"])
    assert (after["half"], after["é"]) == ("\ud800", "日本")


def test_text_stays_readable(config: Path) -> None:
    write_setting("History", "ignore", ["*пароль*"])
    assert "*пароль*" in own(config).read_text(encoding="utf-8")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_mode_of_the_file_is_kept(config: Path, mode: int) -> None:
    own(config).write_text("{}")
    own(config).chmod(mode)
    write_setting("Prompt", "auto_close", False)
    assert stat.S_IMODE(own(config).stat().st_mode) == mode


def test_a_link_stays_a_link_and_its_file_is_written(config: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "jtui.json"
    real.parent.mkdir()
    real.write_text('{"A": {"b": 1}}')
    own(config).symlink_to(real)
    write_setting("Prompt", "auto_close", False)
    assert own(config).is_symlink()
    assert json.loads(real.read_text()) == {"A": {"b": 1}, "Prompt": {"auto_close": False}}


def test_a_link_to_nothing_gets_its_file(config: Path, tmp_path: Path) -> None:
    own(config).symlink_to(tmp_path / "away" / "jtui.json")
    write_setting("Prompt", "auto_close", False)
    assert own(config).is_symlink()
    assert json.loads((tmp_path / "away" / "jtui.json").read_text())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), "is no file"),
        (lambda path: os.mkfifo(path), "is no file"),
        (lambda path: path.symlink_to(path), "could not be written"),
    ],
    ids=["a directory", "a pipe", "a link to itself"],
)
def test_what_is_no_file_is_left_alone(
    config: Path, make: Callable[[Path], None], words: str
) -> None:
    make(own(config))
    with pytest.raises(ConfigurationError, match=words):
        write_setting("Prompt", "auto_close", False)
    assert own(config).is_symlink() or not own(config).is_file()


def test_a_directory_that_cannot_be_made_is_said(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "file" / "config"))
    with pytest.raises(ConfigurationError, match="could not be written: Not a directory"):
        write_setting("Prompt", "auto_close", False)


def test_a_place_where_nobody_can_write_is_said(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where not even root can.
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "/proc/self")
    with pytest.raises(ConfigurationError, match=r"could not be written: .*\. It is as it was\."):
        write_setting("Prompt", "auto_close", False)


def test_where_no_configuration_is_wanted_none_is_written(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    with pytest.raises(ConfigurationError, match="JUPYTER_NO_CONFIG is set"):
        write_setting("Prompt", "auto_close", False)
    assert list(config.iterdir()) == []


_WRITER = """
import sys
from tui.config.writing import remove_setting, write_setting
name = sys.argv[1]
for number in range(30):
    write_setting("Prompt", f"{name}{number}", number)
    write_setting("Passing", name, number)
    remove_setting("Passing", name)
"""


def test_of_programs_that_write_at_once_none_loses_a_key(config: Path) -> None:
    names = ("a", "b", "c")
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, name]) for name in names]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    expected = {f"{name}{number}": number for name in names for number in range(30)}
    assert written(config) == {"Prompt": expected}
    assert [each.name for each in config.iterdir()] == [own(config).name]


def test_what_a_program_without_locks_writes_in_between_is_not_lost(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(config).write_text('{"A": {"x": 1}}')
    turned = writing._text
    times = 0

    def text_of(fields: dict[str, Any]) -> bytes:
        nonlocal times
        times += 1
        if times == 1:
            own(config).write_text('{"A": {"x": 1}, "Edited": {"by": "hand"}}')
        return turned(fields)

    monkeypatch.setattr(writing, "_text", text_of)
    write_setting("Prompt", "auto_close", False)
    assert written(config) == {
        "A": {"x": 1},
        "Edited": {"by": "hand"},
        "Prompt": {"auto_close": False},
    }


def test_a_lock_that_is_never_given_back_is_waited_for_in_vain(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 0.05)
    descriptor = os.open(config, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with pytest.raises(ConfigurationError, match="another program holds a lock"):
            write_setting("Prompt", "auto_close", False)
    finally:
        os.close(descriptor)
    write_setting("Prompt", "auto_close", False)
    assert written(config) == {"Prompt": {"auto_close": False}}


def test_what_the_file_says_can_be_asked(config: Path) -> None:
    assert written_setting("Prompt", "auto_close") == (False, None)
    write_setting("Prompt", "auto_close", False)
    assert written_setting("Prompt", "auto_close") == (True, False)
    assert written_setting("Prompt", "other") == (False, None)
    own(config).write_text("{")
    with pytest.raises(ConfigurationError, match="is not valid JSON"):
        written_setting("Prompt", "auto_close")


def test_nothing_is_written_where_nothing_changes(config: Path) -> None:
    own(config).write_text('{"Prompt":{"auto_close":false}}')
    write_setting("Prompt", "auto_close", False)
    remove_setting("Prompt", "none")
    assert own(config).read_text() == '{"Prompt":{"auto_close":false}}'
