"""The words of a command line: options with and without a value, and operands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from tui.errors import ConfigurationError

SHORT = {"-y": "--yes", "-h": "--help"}
"""Options of one letter, and what they stand for."""


class UsageError(ConfigurationError):
    """The command line cannot be understood; the text says which part of it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was asked for: the flags that are set, options with their value, and operands."""

    flags: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    operands: tuple[str, ...] = ()


def read_words(argv: Sequence[str], flags: Collection[str], valued: Collection[str]) -> Words:
    """Read the words after a command; options and operands may be mixed, `--` ends the options.

    `flags` and `valued` are the options there are, with their hyphens; of an option that is given
    more than once the last value counts. Raises `UsageError`.
    """
    found: set[str] = set()
    values: dict[str, str] = {}
    operands: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            operands += words
        elif not word.startswith("-") or word == "-":
            operands.append(word)
        else:
            name, equals, value = word.partition("=")
            name = SHORT.get(name, name)
            if name in flags:
                if equals:
                    raise UsageError(f"{name} takes no value.")
                found.add(name)
            elif name in valued:
                values[name] = value if equals else _next(name, words)
            else:
                raise UsageError(f"There is no option {name}.{_nearest(name, [*flags, *valued])}")
    return Words(frozenset(found), values, tuple(operands))


def _next(name: str, words: Iterator[str]) -> str:
    value = next(words, None)
    if value is None or value.startswith("--"):
        raise UsageError(f"{name} needs a value.")
    return value


def _nearest(name: str, options: Sequence[str]) -> str:
    near = get_close_matches(name, options, n=1)
    return f" Did you mean {near[0]}?" if near else ""
