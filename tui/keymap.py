"""The user's keymap: what in it can be used, and sentences about the rest."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from tui.commands import EVERYWHERE, WITH_PROMPT, Command
from tui.config.checking import nearest
from tui.widgets.key_bar import NO_KEY
from tui.widgets.key_names import key_name

_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
_OTHER_NAMES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "pagedn": "pagedown",
    "page_down": "pagedown",
    "dot": "full_stop",
    "period": "full_stop",
    "cmd": "super",
    "control": "ctrl",
    "option": "alt",
}
_NAMED = frozenset(
    each.value for each in Keys if re.fullmatch(r"[a-z]+|f[0-9]+", each.value) and each != Keys.Any
)
# Ctrl and these are sent by every terminal; with others it is the key alone, or another one.
_CTRL_SENDS = (
    frozenset("abcdefghijklmnopqrstuvwxyz@")
    | {"backslash", "underscore", "space"}
    | {
        "right_square_bracket",
        "circumflex_accent",
    }
)
_SAME_BYTE = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
# What the prompt cannot do without, and no command of its own.
_EDITING = frozenset({"backspace", "delete", "left", "right", "home", "end"})
_ARROWS = frozenset({"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete"})


def _character_name(character: str) -> str | None:
    if character.isalnum():
        return character
    if not character.isprintable() or character == "\ufffd":
        return None
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None


_SIGNS = frozenset(filter(None, map(_character_name, string.punctuation)))


@dataclass(frozen=True, slots=True)
class CheckedKeymap:
    """What of a keymap can be used, by the toolkit's names, and what is wrong or worth a word.

    `left` has what other actions keep of their keys when it takes some, `NO_KEY` where none.
    """

    keymap: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    left: dict[str, str] = field(default_factory=dict)

    def said(self, source: str) -> str:
        """Everything that is to be said, as one text; "" when there is nothing."""
        if not self.problems:
            return ""
        head = f"{source}: " if source else ""
        if len(self.problems) == 1:
            return f"{head}JtuiApp.keymap: {self.problems[0]}"
        return "\n".join((f"{head}JtuiApp.keymap:", *(f"  {each}" for each in self.problems)))


def checked_keymap(
    keymap: Mapping[str, str], commands: Iterable[Command], preset: Mapping[str, str] | None = None
) -> CheckedKeymap:
    """What of the user's `keymap` can be used, over the keys of `preset` and the commands' own."""
    listed = {command.command_id: command for command in commands}
    problems: list[str] = []
    wanted: dict[str, list[str]] = {}
    for command_id, keys in keymap.items():
        if command_id not in listed:
            problems.append(f"there is no action {command_id}.{nearest(command_id, listed)}")
        else:
            wanted[command_id] = _good_keys(listed[command_id], keys, problems)
    _drop_doubles(wanted, listed, problems)
    good = {command_id: keys for command_id, keys in wanted.items() if keys}
    left = _left(good, listed, preset or {})
    problems += _hidden(good, listed, preset or {})
    problems += [_unsendable(command_id, keys) for command_id, keys in good.items()]
    whole = {command_id: ",".join(keys) for command_id, keys in good.items()}
    return CheckedKeymap(whole, tuple(filter(None, problems)), left)


def key_of(written: str) -> str | None:
    """A key by the toolkit's name, from how people write it: `Ctrl+.`; `None` if it is none."""
    text = written.strip()
    if len(text) == 1:
        return _character_name(text)
    head, _, key = (text[:-1] + "plus" if text.endswith("++") else text).rpartition("+")
    modifiers = head.split("+") if head else []
    modifiers = [_OTHER_NAMES.get(each.lower().strip(), each.lower().strip()) for each in modifiers]
    if not set(modifiers) <= set(_MODIFIERS) or len(set(modifiers)) < len(modifiers):
        return None
    name = _base_name(key.strip())
    if name is None:
        return None
    if len(name) == 1 and modifiers == ["shift"]:
        return name.upper()
    return "+".join([*sorted(modifiers), name.lower() if modifiers else name])


def _base_name(key: str) -> str | None:
    if len(key) == 1:
        return _character_name(key)
    lowered = _OTHER_NAMES.get(key.lower(), key.lower())
    if lowered in _NAMED:
        return lowered
    return lowered if lowered in _SIGNS else None


def _good_keys(command: Command, keys: str, problems: list[str]) -> list[str]:
    """The keys that can be used; for those that cannot a sentence is added."""
    good: list[str] = []
    # A comma by itself is a key between the commas that part keys.
    for written in filter(None, (each.strip() for each in keys.split(","))):
        key = key_of(written)
        if key is None:
            problems.append(f"{written}, for {command.command_id}, is no key.{_near(written)}")
        elif _is_text(key) and command.place in EVERYWHERE | {"prompt"}:
            problems.append(
                f"{written} cannot be the key of {command.command_id}: it is typed into the prompt."
            )
        elif key in _EDITING and command.place in EVERYWHERE | {"prompt"}:
            problems.append(
                f"{key_name(key)} cannot be the key of {command.command_id}: one edits the prompt"
                " with it."
            )
        else:
            # Some terminals say that Shift was held, and all that it is a capital.
            both = [key, f"shift+{key.lower()}"] if len(key) == 1 and key.isupper() else [key]
            # What most terminals send instead is not taken from it.
            if (sent := _SAME_BYTE.get(key)) and sent in command.keys.split(","):
                both.append(sent)
            good += [each for each in both if each not in good]
    if not keys.strip(" ,"):
        problems.append(f"no key is given for {command.command_id}, which keeps its own.")
    return good


def _near(written: str) -> str:
    """A question naming what is most like the part of a key that is wrong, or `""`."""
    *modifiers, name = (each.strip().lower() for each in written.split("+"))
    for each in modifiers:
        if _OTHER_NAMES.get(each, each) not in _MODIFIERS:
            return nearest(each, _MODIFIERS)
    return nearest(name, _NAMED)


def _is_text(key: str) -> bool:
    return "+" not in key and key not in _NAMED - {"space"}


def _meet(one: Command, other: Command) -> bool:
    """Whether two commands can be asked for in the same moment."""
    return one.place == other.place or bool({one.place, other.place} & EVERYWHERE)


def _drop_doubles(
    wanted: dict[str, list[str]], listed: Mapping[str, Command], problems: list[str]
) -> None:
    """Of a key that was given to two actions that meet, leave the first."""
    ids = list(wanted)
    for place, later in enumerate(ids):
        for earlier in ids[:place]:
            if not _meet(listed[earlier], listed[later]):
                continue
            for key in [each for each in wanted[later] if each in wanted[earlier]]:
                wanted[later].remove(key)
                problems.append(
                    f"{key_name(key)} is given to {earlier} and to {later}; {earlier} has it."
                )


def _left(
    good: Mapping[str, list[str]], listed: Mapping[str, Command], preset: Mapping[str, str]
) -> dict[str, str]:
    """The keys that others keep, of those that lose some."""
    left: dict[str, str] = {}
    for other in listed.values():
        if other.command_id in good:
            continue
        keys = [each for each in preset.get(other.command_id, other.keys).split(",") if each]
        taken = {
            key
            for command_id, theirs in good.items()
            if _takes_from(listed[command_id], other)
            for key in theirs
        }
        if taken & set(keys):
            left[other.command_id] = ",".join(each for each in keys if each not in taken) or NO_KEY
    return left


def _takes_from(command: Command, other: Command) -> bool:
    """Whether a key that is given to a command is not the other's any more.

    What lies over the rest keeps its keys there, and takes none from what lies below.
    """
    everywhere = other.place in EVERYWHERE and command.place in EVERYWHERE | WITH_PROMPT
    return everywhere or other.place == command.place


def _hidden(
    good: Mapping[str, list[str]], listed: Mapping[str, Command], preset: Mapping[str, str]
) -> list[str]:
    """Sentences about other actions that lose keys to the user's."""
    problems: list[str] = []
    for other in listed.values():
        if other.command_id in good:
            continue
        keys = [each for each in preset.get(other.command_id, other.keys).split(",") if each]
        for command_id, taken in good.items():
            lost = [key for key in keys if key in taken and _meet(listed[command_id], other)]
            left = [key_name(key) for key in keys if key not in lost]
            # What lies over the rest keeps its keys there.
            if lost and (not left or other.place == listed[command_id].place):
                still = f"has {', '.join(left)} still" if left else "has no other key"
                problems.append(
                    f"{key_name(lost[0])}, for {command_id}, is also the key of"
                    f" {other.command_id}, which {still}."
                )
    return problems


def is_sent_everywhere(key: str) -> bool:
    """Whether terminals without the kitty keyboard protocol can send a key."""
    *modifiers, name = key.split("+")
    held = set(modifiers)
    if held & {"super", "hyper", "meta"} or key in _SAME_BYTE:
        return False
    if not held or name in _ARROWS or re.fullmatch(r"f[0-9]+", name):
        return True
    if held == {"shift"}:
        return name == "tab"
    if held == {"alt"}:
        return len(name) == 1 or name in ("enter", "backspace") or name not in _NAMED
    if held == {"alt", "shift"}:
        return len(name) == 1
    return held == {"ctrl"} and name in _CTRL_SENDS


def _unsendable(command_id: str, keys: list[str]) -> str:
    """A hint when none of an action's keys works in every terminal, else ""."""
    if any(is_sent_everywhere(key) for key in keys):
        return ""
    key = keys[0]
    if key in _SAME_BYTE:
        why = f"terminals send the same for it as for {key_name(_SAME_BYTE[key])}"
    else:
        why = "only terminals with the kitty keyboard protocol can send it"
    return f"{key_name(key)}, for {command_id}: {why}."
