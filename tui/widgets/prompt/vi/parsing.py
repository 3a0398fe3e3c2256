"""From keys to a command: `2`, `d`, `3`, `w` is one, `d` alone is none yet."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from tui.widgets.prompt.vi.state import LARGEST_COUNT, Command

OPERATORS = frozenset({"d", "c", "y", ">", "<", "g~", "gu", "gU"})
VISUAL_OPERATORS = OPERATORS | frozenset("xX~uUsSRDCYJrpP")
"""What acts at once on what is selected; those of them that take a character have one."""

MOTIONS = frozenset("hjklwWbBeE0^$|_+-;,%{}G") | frozenset({"gg", "ge", "gE", "g_"})
SEEKS = frozenset("fFtT")
OBJECTS = frozenset("wWpb()B[]{}<>\"'`")
SIMPLE = frozenset("iIaAoOxXsSDCYJ~pPuR.vVK/?:") | {"ctrl+r", "gJ", "enter"}
VISUAL_SIMPLE = frozenset("ovV/?:K")
REGISTERS = frozenset('"+*_')

SAME = {
    "left": "h",
    "right": "l",
    "up": "k",
    "down": "j",
    "ctrl+j": "j",
    "home": "0",
    "end": "$",
    "backspace": "h",
    "space": "l",
    " ": "l",
    "delete": "x",
}
"""Keys that are others here."""


class Unfinished(Enum):
    """What keys that are no command are."""

    MORE = "the beginning of one"
    NONE = "none at all"


def parse(keys: Sequence[str], *, visual: bool = False) -> Command | Unfinished:
    """The command that `keys` are, or whether more keys may make one of them."""
    register, rest = _register(keys)
    if rest is None:
        return Unfinished.MORE if len(keys) < 2 else Unfinished.NONE
    count, rest = _count(rest)
    name, rest = _name(rest)
    if not name:
        return Unfinished.MORE
    if visual:
        return _visual(name, rest, count, register)
    if name in OPERATORS:
        return _operated(name, rest, count, register)
    if name in SIMPLE and not rest:
        return Command(name, count, register=register)
    if name == "r":
        return _with_character(Command("r", count), rest)
    return _motion(Command(name, count, register=register), rest)


def _register(keys: Sequence[str]) -> tuple[str, Sequence[str] | None]:
    """The named register and the keys behind it, `None` while, or since, it is not one."""
    if not keys or keys[0] != '"':
        return "", keys
    if len(keys) < 2 or keys[1] not in REGISTERS:
        return "", None
    return keys[1].replace("*", "+").strip('"'), keys[2:]


def _count(keys: Sequence[str]) -> tuple[int | None, Sequence[str]]:
    count: int | None = None
    for place, key in enumerate(keys):
        if not (len(key) == 1 and key in "0123456789") or (key == "0" and count is None):
            return count, keys[place:]
        count = min((count or 0) * 10 + int(key), LARGEST_COUNT)
    return count, ()


def _name(keys: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The first whole name, of two keys after a `g`, and the keys behind it."""
    if not keys or (keys[0] == "g" and len(keys) < 2):
        return "", ()
    if keys[0] == "g":
        return "".join(keys[:2]), keys[2:]
    return SAME.get(keys[0], keys[0]), keys[1:]


def _with_character(command: Command, rest: Sequence[str]) -> Command | Unfinished:
    if not rest:
        return Unfinished.MORE
    character = {"enter": "\n", "space": " ", "tab": "\t"}.get(rest[0], rest[0])
    if len(rest) > 1 or len(character) > 1:
        return Unfinished.NONE
    return Command(command.name, command.count, command.operator, character, command.register)


def _motion(command: Command, rest: Sequence[str]) -> Command | Unfinished:
    if command.name in SEEKS:
        return _with_character(command, rest)
    return command if command.name in MOTIONS and not rest else Unfinished.NONE


def _operated(
    operator: str, rest: Sequence[str], before: int | None, register: str
) -> Command | Unfinished:
    behind, rest = _count(rest)
    count = before if behind is None else min((before or 1) * behind, LARGEST_COUNT)
    # Of `g~` the second key alone is enough: `g~~` is `g~g~`.
    doubled = (rest and rest[0] == operator[-1]) and len(rest) == 1
    if doubled:
        return Command("line", count, operator, register=register)
    if rest and rest[0] in ("i", "a"):
        return _object(Command("", count, operator, register=register), rest)
    name, rest = _name(rest)
    if not name:
        return Unfinished.MORE
    if name == operator:
        return Command("line", count, operator, register=register)
    return _motion(Command(name, count, operator, register=register), rest)


def _object(command: Command, keys: Sequence[str]) -> Command | Unfinished:
    if len(keys) < 2:
        return Unfinished.MORE
    if len(keys) > 2 or keys[1] not in OBJECTS:
        return Unfinished.NONE
    name = "".join(keys)
    return Command(name, command.count, command.operator, register=command.register)


def _visual(
    name: str, rest: Sequence[str], count: int | None, register: str
) -> Command | Unfinished:
    if name == "r":
        return _with_character(Command("selection", count, "r", register=register), rest)
    if name in VISUAL_OPERATORS and not rest:
        return Command("selection", count, name, register=register)
    if name in VISUAL_SIMPLE and not rest:
        return Command(name, count, register=register)
    if name in ("i", "a"):
        return _object(Command("", count, register=register), (name, *rest))
    return _motion(Command(name, count, register=register), rest)
