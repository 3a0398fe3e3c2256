"""The page of keys says what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.app import PALETTE_COMMANDS, every_command
from tui.commands import help_text, keys_page
from tui.widgets.key_names import key_name

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


def test_the_table_in_the_docs_is_the_one_of_the_code() -> None:
    text = PAGE.read_text("utf-8")
    assert text[text.index("| id |") :] == keys_page(every_command())


def test_every_action_of_the_app_and_its_widgets_has_words() -> None:
    commands = every_command()
    assert all(command.words for command in commands)
    assert {"prompt.run", "prompt.previous", "kernel.interrupt", "app.quit"} <= {
        command.command_id for command in commands
    }


def test_the_words_name_the_actions_of_the_palette_too() -> None:
    assert {command.command_id for command in PALETTE_COMMANDS} <= {
        command.command_id for command in every_command()
    }


def test_keys_are_written_as_people_write_them() -> None:
    assert key_name("ctrl+full_stop") == "Ctrl+."
    assert key_name("f10") == "F10"
    assert key_name("N") == "N"


@pytest.mark.parametrize("width", [40, 60, 80, 89, 110, 200])
def test_the_help_names_every_action_whatever_the_width(width: int) -> None:
    text = help_text(every_command(), "prompt", width=width)
    assert {each.command_id for each in every_command()} <= set(text.split())
    if width >= 80:
        assert max(map(len, text.splitlines())) <= max(74, width - 6)
