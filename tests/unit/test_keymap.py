"""The user's keymap: what of it is used, and what is said about the rest."""

from __future__ import annotations

import pytest

from tui.app import every_command
from tui.commands import EMACS_KEYMAP, Command
from tui.keymap import CheckedKeymap, checked_keymap, is_sent_everywhere, key_of
from tui.widgets.key_bar import NO_KEY
from tui.widgets.prompt.emacs.table import BY_KEY

COMMANDS = (
    Command("app.help", "Help", "f1", "help", "app"),
    Command("session.new", "New tab", "ctrl+t", "new", "app"),
    Command("kernel.restart", "Restart", "f7,ctrl+full_stop", "restart", "pane"),
    Command("notebook.run_all", "Run all", "alt+r", "run_all", "pane"),
    Command("prompt.run", "Run", "enter", "run", "prompt"),
    Command("transcript.copy", "Copy", "y", "copy", "transcript"),
    Command("transcript.fold", "Fold", "o", "fold", "transcript"),
    Command("pager.copy", "Copy", "y", "copy", "pager"),
    Command("app.theme", "Theme", "", "theme", "app"),
    Command("history.take", "Take", "enter", "take", "history"),
)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("f5", "f5"),
        ("F5", "f5"),
        ("ctrl+r", "ctrl+r"),
        ("Ctrl+R", "ctrl+r"),
        ("Ctrl + r", "ctrl+r"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("Alt+Shift+X", "alt+shift+x"),
        ("ctrl+.", "ctrl+full_stop"),
        ("ctrl+full_stop", "ctrl+full_stop"),
        ("Ctrl++", "ctrl+plus"),
        ("+", "plus"),
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        ("/", "slash"),
        ("-", "minus"),
        ("Alt+\\", "alt+backslash"),
        ("PageUp", "pageup"),
        ("PgDn", "pagedown"),
        ("Esc", "escape"),
        ("Return", "enter"),
        ("Del", "delete"),
        ("N", "N"),
        ("shift+n", "N"),
        ("n", "n"),
        ("é", "é"),
        ("", None),
        ("ctrl", None),
        ("ctrl+", None),
        ("ctrl+ctrl+x", None),
        ("hold+x", None),
        ("pagup", None),
        ("f99", None),
        ("\x1b", None),
        ("\ud800", None),
        ("ctrl+\n", None),
    ],
)
def test_keys_are_taken_as_people_write_them(written: str, key: str | None) -> None:
    assert key_of(written) == key


def test_every_key_of_the_program_is_one() -> None:
    keys = {key for command in every_command() for key in command.keys.split(",") if key}
    capitals = {key for key in keys if key_of(key) == key[-1].upper()}
    assert {key for key in keys - capitals if key_of(key) != key} == set()


@pytest.mark.parametrize(
    ("keymap", "good", "said"),
    [
        ({"session.new": "f12"}, {"session.new": "f12"}, []),
        ({"session.new": " Ctrl+T , F12"}, {"session.new": "ctrl+t,f12"}, []),
        (
            {"session.neww": "f12"},
            {},
            ["there is no action session.neww. Did you mean session.new?"],
        ),
        ({"qqqq": "f12"}, {}, ["there is no action qqqq."]),
        (
            {"kernel.restart": "pagup,f9"},
            {"kernel.restart": "f9"},
            ["pagup, for kernel.restart, is no key. Did you mean pageup?"],
        ),
        (
            {"kernel.restart": "ctlr+r"},
            {},
            ["ctlr+r, for kernel.restart, is no key. Did you mean ctrl?"],
        ),
        ({"session.new": ""}, {}, ["no key is given for session.new, which keeps its own."]),
        (
            {"session.new": "x"},
            {},
            ["x cannot be the key of session.new: it is typed into the prompt."],
        ),
        ({"transcript.copy": "c"}, {"transcript.copy": "c"}, []),
        (
            {"session.new": "f12", "app.help": "f12,f11"},
            {"session.new": "f12", "app.help": "f11"},
            ["F12 is given to session.new and to app.help; session.new has it."],
        ),
        (
            {"transcript.copy": "c", "pager.copy": "c"},
            {"transcript.copy": "c", "pager.copy": "c"},
            [],
        ),
        (
            {"session.new": "f1"},
            {"session.new": "f1"},
            ["F1, for session.new, is also the key of app.help, which has no other key."],
        ),
        (
            {"notebook.run_all": "f7"},
            {"notebook.run_all": "f7"},
            [
                "F7, for notebook.run_all, is also the key of kernel.restart,"
                " which has Ctrl+. still."
            ],
        ),
        (
            {"transcript.copy": "o"},
            {"transcript.copy": "o"},
            ["o, for transcript.copy, is also the key of transcript.fold, which has no other key."],
        ),
        # Who changes places hides nothing.
        (
            {"transcript.copy": "o", "transcript.fold": "y"},
            {"transcript.copy": "o", "transcript.fold": "y"},
            [],
        ),
        ({"transcript.copy": "C"}, {"transcript.copy": "C,shift+c"}, []),
        ({"session.new": "f7"}, {"session.new": "f7"}, []),
        ({"app.theme": "f12"}, {"app.theme": "f12"}, []),
        (
            {"session.new": "ctrl+shift+n"},
            {"session.new": "ctrl+shift+n"},
            [
                "Ctrl+Shift+N, for session.new:"
                " only terminals with the kitty keyboard protocol can send it."
            ],
        ),
        ({"session.new": "ctrl+shift+n,f12"}, {"session.new": "ctrl+shift+n,f12"}, []),
        (
            {"session.new": "ctrl+i"},
            {"session.new": "ctrl+i"},
            ["Ctrl+I, for session.new: terminals send the same for it as for Tab."],
        ),
        (
            {"session.new": "ctrl+["},
            {"session.new": "ctrl+left_square_bracket"},
            ["Ctrl+[, for session.new: terminals send the same for it as for Esc."],
        ),
        # Most terminals send Enter for it: that goes on running code.
        ({"prompt.run": "ctrl+m"}, {"prompt.run": "ctrl+m,enter"}, []),
        (
            {"session.new": "backspace,f12", "prompt.run": "left"},
            {"session.new": "f12"},
            [
                "Backspace cannot be the key of session.new: one edits the prompt with it.",
                "Left cannot be the key of prompt.run: one edits the prompt with it.",
            ],
        ),
    ],
)
def test_what_is_good_is_used_and_the_rest_is_said(
    keymap: dict[str, str], good: dict[str, str], said: list[str]
) -> None:
    checked = checked_keymap(keymap, COMMANDS)
    assert (checked.keymap, checked.problems) == (good, tuple(said))


@pytest.mark.parametrize(
    ("keymap", "left"),
    [
        ({"session.new": "f12"}, {}),
        ({"session.new": "f1"}, {"app.help": NO_KEY}),
        ({"app.theme": "f7"}, {"kernel.restart": "ctrl+full_stop"}),
        ({"prompt.run": "f7,f1"}, {"app.help": NO_KEY, "kernel.restart": "ctrl+full_stop"}),
        # Between places of the tabs the one with the focus comes first anyway.
        ({"transcript.copy": "enter"}, {}),
        ({"transcript.copy": "o"}, {"transcript.fold": NO_KEY}),
        ({"session.new": "enter"}, {}),
        # What is given other keys has lost none.
        ({"session.new": "f1", "app.help": "f12"}, {}),
        ({"history.take": "f1"}, {}),
    ],
)
def test_what_is_taken_from_other_actions_is_theirs_no_more(
    keymap: dict[str, str], left: dict[str, str]
) -> None:
    assert checked_keymap(keymap, COMMANDS).left == left


def test_the_keys_of_a_set_count_for_what_has_them() -> None:
    checked = checked_keymap({"app.help": "alt+n"}, COMMANDS, {"session.new": "alt+n"})
    assert checked.problems == (
        "Alt+N, for app.help, is also the key of session.new, which has no other key.",
    )
    assert checked_keymap({"app.help": "ctrl+t"}, COMMANDS, {"session.new": "alt+n"}).problems == ()


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        ((), ""),
        (("one.",), "a.py: JtuiApp.keymap: one."),
        (("one.", "two."), "a.py: JtuiApp.keymap:\n  one.\n  two."),
    ],
)
def test_all_is_said_at_once_with_its_file(problems: tuple[str, ...], said: str) -> None:
    assert CheckedKeymap({}, problems).said("a.py") == said


@pytest.mark.parametrize(
    ("key", "is_so"),
    [
        ("f5", True),
        ("a", True),
        ("ctrl+a", True),
        ("alt+a", True),
        ("alt+shift+a", True),
        ("alt+full_stop", True),
        ("alt+enter", True),
        ("ctrl+left", True),
        ("ctrl+shift+left", True),
        ("shift+tab", True),
        ("ctrl+backslash", True),
        ("ctrl+shift+a", False),
        ("ctrl+full_stop", False),
        ("ctrl+enter", False),
        ("shift+enter", False),
        ("ctrl+1", False),
        ("ctrl+tab", False),
        ("super+a", False),
        ("ctrl+m", False),
    ],
)
def test_which_keys_every_terminal_sends(key: str, is_so: bool) -> None:
    assert is_sent_everywhere(key) is is_so


def test_what_the_emacs_keys_take_has_other_keys_that_every_terminal_sends() -> None:
    """But for what the set has a key of its own for."""
    everywhere = {
        command.command_id: command
        for command in every_command()
        if command.place in ("app", "tabs", "pane", "prompt")
    }
    own = {"ctrl+d"}
    for command_id, command in everywhere.items():
        keys = EMACS_KEYMAP.get(command_id, command.keys).split(",")
        left = [key for key in keys if key not in BY_KEY or key in own or not key]
        assert left or command.action in {
            row.action.removeprefix("prompt:") for row in BY_KEY.values()
        }
    checked = checked_keymap(EMACS_KEYMAP, every_command())
    problems = [each for each in checked.problems if "no other key" in each]
    assert problems == []
