"""Every action with its id, words and keys: for the palette, for help and for `docs/keys.md`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from tui.widgets.find_bar import FindBar
from tui.widgets.key_bar import NO_KEY
from tui.widgets.key_names import key_names
from tui.widgets.prompt.editor import PromptEditor
from tui.widgets.prompt.prompt import Prompt
from tui.widgets.stdin_field import StdinField
from tui.widgets.transcript.view import TranscriptView

# Keys of these places work wherever the focus is.
EVERYWHERE = frozenset({"app", "tabs", "pane"})
# These are in the same screen with them; others lie over it.
WITH_PROMPT = frozenset({"prompt", "transcript", "pager", "find", "question"})
EMACS_KEYMAP: Mapping[str, str] = {
    "app.palette": "alt+x",
    "session.new": "alt+n",
    "session.new_same": "alt+o",
    "session.close": "alt+q",
    "transcript.find": "alt+s",
    "prompt.cut": "super+x",
    "prompt.redo": "alt+z,super+y",
}
"""The keys of actions whose own keys the emacs set takes; what the user says comes after it."""


WITH_IDS = 90
"""Columns from which on the help has the ids of the actions."""
MOST_KEYS = 30
"""Columns of the keys in the help at most, where there is room for ids."""
NARROW_KEYS = 20
"""Columns of the keys where there are fewer."""


@dataclass(frozen=True, slots=True)
class Command:
    """One action: its id, its words on screen, the keys (`""`: palette only) and where it works."""

    command_id: str
    words: str
    keys: str
    action: str
    place: str


def rebound(commands: Iterable[Command], keymap: Mapping[str, str]) -> list[Command]:
    """The commands with the keys the user gave them, and left them."""
    whole = {NO_KEY: ""}
    given = {command_id: whole.get(keys, keys) for command_id, keys in keymap.items()}
    return [
        replace(command, keys=given.get(command.command_id, command.keys)) for command in commands
    ]


def whole_keymap(commands: Iterable[Command], keymap: Mapping[str, str]) -> dict[str, str]:
    """The keymap with all commands that share a key with one of it, on their own keys.

    The toolkit takes a key from all commands of a place when one of them gets another key.
    """
    listed = list(commands)
    freed = {
        (command.place, key)
        for command in listed
        if command.command_id in keymap
        for key in command.keys.split(",")
        if key
    }
    sharing = {
        command.command_id: command.keys
        for command in listed
        if any((command.place, key) in freed for key in command.keys.split(","))
    }
    return sharing | dict(keymap)


def commands_of(node: type[DOMNode], place: str) -> list[Command]:
    """The commands a widget class binds or inherits: the bindings with an id."""
    found: dict[str, Command] = {}
    for owner in node.__mro__:
        for binding in owner.__dict__.get("BINDINGS", ()):
            if not isinstance(binding, Binding) or not binding.id or binding.id in found:
                continue
            words, keys = binding.description, binding.key
            found[binding.id] = Command(binding.id, words, keys, binding.action, place)
    return list(found.values())


def all_commands(*tops: tuple[type[DOMNode], str]) -> list[Command]:
    """The commands of the app and the pane (`tops`) and of all widgets, each id once."""
    # 15 ms and more, which the start does not wait for.
    from tui.screens.data.large import LargeScreen
    from tui.screens.data.table import TableScreen
    from tui.screens.data.text import TextScreen
    from tui.screens.data.tree import TreeScreen
    from tui.screens.edit_spec import EditSpecScreen
    from tui.screens.gallery import GalleryScreen
    from tui.screens.installing.screen import InstallScreen
    from tui.widgets.connect.panel import ConnectPanel
    from tui.widgets.data_table.entry_row import EntryRow
    from tui.widgets.data_table.view import TableView
    from tui.widgets.history.panel import HistoryPanel
    from tui.widgets.json_tree.view import JsonTreeView
    from tui.widgets.pager.pager import Pager
    from tui.widgets.pager.view import HelpView
    from tui.widgets.settings.edit_row import ValueInput
    from tui.widgets.settings.panel import SettingsPanel
    from tui.widgets.specs.panel import SpecsPanel
    from tui.widgets.specs.trash_list import TrashList
    from tui.widgets.specs_forms.command_output import CommandOutput
    from tui.widgets.specs_forms.word_choice import WordChoice

    places: Iterable[tuple[type[DOMNode], str]] = (
        *tops,
        (PromptEditor, "prompt"),
        (Prompt, "prompt"),
        (TranscriptView, "transcript"),
        (Pager, "pager"),
        (HelpView, "pager"),
        (FindBar, "find"),
        (StdinField, "question"),
        (LargeScreen, "large output"),
        (TextScreen, "large output"),
        (TableScreen, "table"),
        (TableView, "table"),
        (TreeScreen, "JSON tree"),
        (JsonTreeView, "JSON tree"),
        (EntryRow, "large output, typing"),
        (GalleryScreen, "figures"),
        (HistoryPanel, "history"),
        (ConnectPanel, "connect"),
        (SpecsPanel, "kernelspecs"),
        (TrashList, "trash"),
        (InstallScreen, "install"),
        (CommandOutput, "install"),
        (EditSpecScreen, "edit kernelspec"),
        (WordChoice, "edit kernelspec"),
        (SettingsPanel, "settings"),
        (ValueInput, "settings, typing"),
    )
    commands: dict[str, Command] = {}
    for node, place in places:
        for command in commands_of(node, place):
            commands.setdefault(command.command_id, command)
    return list(commands.values())


def keys_page(commands: Iterable[Command]) -> str:
    """The tables of `docs/keys.md`."""
    listed = list(commands)
    lines = ["| id | keys | what it does | where |", "| --- | --- | --- | --- |"]
    for command in listed:
        keys = key_names(command.keys) or "palette"
        lines.append(f"| {command.command_id} | {keys} | {command.words} | {command.place} |")
    lines += ["", "## The vi keys of the prompt", "", "| keys | what they do |", "| --- | --- |"]
    lines += [f"| {_in_table(keys)} | {_in_table(words)} |" for keys, words in _vi_keys()]
    lines += ["", "## The emacs keys of the prompt", "", "| keys | what they do |", "| --- | --- |"]
    lines += [f"| {_in_table(keys)} | {words} |" for keys, words in _emacs_keys()]
    lines += ["", "These have other keys with them:", ""]
    lines += ["| id | keys | instead of |", "| --- | --- | --- |"]
    own = {command.command_id: command.keys for command in listed}
    lines += [
        f"| {command_id} | {key_names(keys)} | {key_names(own[command_id])} |"
        for command_id, keys in EMACS_KEYMAP.items()
    ]
    return "\n".join(lines) + "\n"


def _in_table(text: str) -> str:
    """A text in a cell of a Markdown table, as it is."""
    return re.sub(r"([|\\`*_<>~])", r"\\\1", text)


def _vi_keys() -> Iterable[tuple[str, str]]:
    # Here and below: only pages need it.
    from tui.widgets.prompt.vi.table import TABLE

    return TABLE


def _emacs_keys() -> Iterable[tuple[str, str]]:
    from tui.widgets.prompt.emacs.table import TABLE

    return ((key_names(row.keys), row.words) for row in TABLE)


def fitting(keys: str, width: int) -> str:
    """The first of some keys, as many as there is room for, one at least."""
    while len(keys) > width and ", " in keys:
        keys = keys.rpartition(", ")[0]
    return keys


def _keys_of(mode: str) -> Iterable[tuple[str, str]]:
    match mode:
        case "vi":
            return _vi_keys()
        case "emacs":
            return _emacs_keys()
        case _:
            return ()


def help_text(
    commands: Iterable[Command], focused: str, mode: str = "default", width: int = WITH_IDS
) -> str:
    """What F1 shows: the keys of the place that has the focus, then all.

    `mode` is the set of keys that the prompt is edited with; in a `width` of less than `WITH_IDS`
    columns there are fewer keys, and ids that have no room stand in lines of their own.
    """
    listed = list(commands)
    first = [command for command in listed if command.place == focused]
    sections = [(f"Keys in the {focused}", first)] if first else []
    places = dict.fromkeys(command.place for command in listed)
    sections += [
        (place.capitalize(), [c for c in listed if c.place == place])
        for place in places
        if place != focused
    ]
    lines: list[str] = []
    names = [key_names(command.keys) or "palette" for command in listed]
    column = min(max(map(len, names), default=0), MOST_KEYS)
    if own := list(_keys_of(mode)):
        lines += [f"The {mode} keys of the prompt", *(f"  {k:<26} {words}" for k, words in own), ""]
    for title, members in sections:
        lines.append(title)
        for command in members:
            keys = key_names(command.keys) or "palette"
            if width < WITH_IDS:
                narrow = fitting(keys, NARROW_KEYS)
                lines += _narrow_lines(narrow, command.words, command.command_id, width)
                continue
            # Long ones are set apart from the words all the same.
            lines.append(f"  {keys:<{column}}  {command.words:<28}  {command.command_id}")
        lines.append("")
    return "\n".join(lines)


def _narrow_lines(keys: str, words: str, command_id: str, width: int) -> list[str]:
    line = f"  {keys:<{NARROW_KEYS}} {words}"
    # The frame takes some columns, and so does the bar beside what is longer than the screen.
    both = f"  {keys:<{NARROW_KEYS}} {words:<24}  {command_id}"
    return [both] if len(both) <= width - 6 else [line, f"  {'':<{NARROW_KEYS}}   {command_id}"]


def can_be_given(command: Command, node: DOMNode) -> bool:
    """Whether the node has an action now, as its keys have it."""
    _, name, parameters = parse(command.action)
    return node.check_action(name, parameters) is not False


class Runner:
    """Runs an action on a node, from the palette."""

    def __init__(self, app: App[int], action: str, node: DOMNode) -> None:
        self._app = app
        self._action = action
        self._node = node

    async def __call__(self) -> None:
        """Run it."""
        await self._app.run_action(self._action, self._node)
