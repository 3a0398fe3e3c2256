"""The command line, read into a configuration as Jupyter's programs do: `--alias`, `--Class.trait`.

Traitlets' own reader answers a mistake with a warning or a dump of the usage, and takes any
word for an option; this one answers with one sentence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from traitlets import Container, Dict
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigList, DeferredConfigString

from tui.config.checking import Section, nearest, sections_by_name
from tui.config.usual import is_notebook
from tui.errors import ConfigurationError

_COMMANDS = ("doctor", "history", "kernelspec")
"""The words that can be the first one instead of an option."""


class UsageError(ConfigurationError):
    """The command line cannot be understood; the text says which part of it."""


def parse(
    argv: Sequence[str],
    aliases: Mapping[str, str],
    flags: Mapping[str, Mapping[str, Mapping[str, object]]],
    sections: Sequence[Section],
    may_lack_value: Collection[str] = (),
) -> Config:
    """Read `argv`, without the program's name, into a configuration.

    `aliases` map an option's name to `Class.trait`, `flags` to what the flag sets. Those that
    `may_lack_value` are set to `""` where none follows.
    Values are not checked, only that every option exists and has a value where it needs one.
    """
    config = Config()
    options = _Options(aliases, flags, sections_by_name(sections))
    words = _Words(argv)
    for word in words:
        if is_notebook(word):
            _set(config, "JtuiApp.notebooks", word, is_list=True)
            continue
        name, equals, value = word.partition("=")
        option = name.lstrip("-")
        if not option or name != _spelled(option):
            raise UsageError(
                f"There is no option {word}; an option begins with --, and the name of a notebook"
                f" ends with .ipynb.{options.near(word)}"
            )
        if option in flags:
            if equals:
                raise UsageError(f"{name} takes no value.")
            config.merge(Config({name: dict(values) for name, values in flags[option].items()}))
            continue
        target, trait = options.trait(option)
        may_lack = option in may_lack_value
        if not equals:
            value = _value(option, words, may_lack=may_lack)
        if not value and option in aliases and not may_lack:
            # A variable of the shell that is not set.
            raise UsageError(f"{name} needs a value.")
        _set(config, target, value, is_list=isinstance(trait, (Container, Dict)))
    return config


@dataclass(frozen=True, slots=True)
class _Options:
    aliases: Mapping[str, str]
    flags: Mapping[str, object]
    sections: Mapping[str, Section]

    def trait(self, option: str) -> tuple[str, object]:
        """The `Class.trait` an option stands for and that trait; raises `UsageError`."""
        target = self.aliases.get(option, option)
        class_name, _, trait_name = target.partition(".")
        if (section := self.sections.get(class_name)) is not None:
            trait = section.class_traits(config=True).get(trait_name)
            if trait is not None:
                return target, trait
        option = _spelled(option)
        raise UsageError(f"There is no option {option}.{nearest(option, self._names())}")

    def near(self, word: str) -> str:
        """What may be meant by a word that is no option, or `""`."""
        if word in _COMMANDS:
            return f" {word} has to be the first word."
        if not word.startswith("-"):
            return nearest(word, _COMMANDS)
        option = word.partition("=")[0].lstrip("-")
        return nearest(f"--{option}", self._names()) if option else ""

    def _names(self) -> list[str]:
        long = [
            f"{name}.{trait}"
            for name, section in self.sections.items()
            for trait in section.class_trait_names(config=True)
        ]
        return [_spelled(name) for name in (*self.aliases, *self.flags, *long)]


def _spelled(option: str) -> str:
    """An option as it is typed: a single letter after one hyphen, a word after two."""
    return f"-{option}" if len(option) == 1 else f"--{option}"


class _Words:
    """The words of a command line, of which the next can be looked at."""

    def __init__(self, words: Sequence[str]) -> None:
        self._left = deque(words)

    def __iter__(self) -> Iterator[str]:
        while self._left:
            yield self._left.popleft()

    def value(self) -> str | None:
        """Take the next word unless it is an option; `None` where there is none."""
        if not self._left or self._left[0].startswith("--"):
            return None
        return self._left.popleft()


def _value(option: str, words: _Words, *, may_lack: bool) -> str:
    value = words.value()
    if value is None and not may_lack:
        raise UsageError(f"{_spelled(option)} needs a value.")
    return value or ""


def _set(config: Config, target: str, value: str, *, is_list: bool) -> None:
    class_name, _, trait_name = target.partition(".")
    section = config[class_name]
    if is_list:
        section[trait_name] = DeferredConfigList([*section.get(trait_name, []), value])
    else:
        section[trait_name] = DeferredConfigString(value)
