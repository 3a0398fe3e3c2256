"""Every setting in words: for the configuration file that is written, the docs and the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from traitlets import Bool, Container, Dict, Enum, Float, Int, Set, TraitType, Unicode

from tui.config.checking import Section

ONCE = "once"
"""The tag of traits that are for a command line alone."""

_WIDTH = 96


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    `default` is a value of JSON. `takes` says what values are taken, `prose` what they do, in
    paragraphs of one line. `choices` are all the values there are, empty where they cannot be
    listed.
    """

    section: str
    name: str
    default: Any
    takes: str
    prose: str
    choices: tuple[Any, ...] = ()

    @property
    def key(self) -> str:
        """How it is named: `Prompt.auto_close`."""
        return f"{self.section}.{self.name}"


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """The settings of one section, and what they are about in one sentence."""

    name: str
    prose: str
    settings: tuple[Setting, ...]


def described(sections: Iterable[Section]) -> tuple[SettingsSection, ...]:
    """Their own settings, not what they inherit, in the order in which they are written."""
    return tuple(
        SettingsSection(
            section.__name__,
            _paragraphs(section.__doc__ or ""),
            tuple(_setting(section.__name__, name, each) for name, each in _own(section)),
        )
        for section in sections
    )


def config_file_text(sections: Iterable[SettingsSection]) -> str:
    """A configuration file in Python that says everything and changes nothing."""
    lines = [
        "# Configuration of jtui. Take the # from a line that begins with c to change a setting.",
        "# What is changed here can be overruled on the command line: --Prompt.auto_close=False",
        "",
        "c = get_config()  # noqa: F821",
    ]
    for section in sections:
        lines += ["", "", f"# {section.name}: {section.prose[:1].lower()}{section.prose[1:]}"]
        for setting in section.settings:
            lines.append("")
            for paragraph in setting.prose.split("\n"):
                wrapped = textwrap.wrap(paragraph, _WIDTH - 2, break_on_hyphens=False)
                lines += [f"# {line}" for line in wrapped]
            lines.append(f"# It takes {setting.takes}.")
            lines.append(f"# c.{setting.key} = {setting.default!r}")
    return "\n".join(lines) + "\n"


def settings_page(sections: Iterable[SettingsSection]) -> str:
    """The settings as a part of `docs/configuration.md`."""
    parts: list[str] = []
    for section in sections:
        parts += [f"### {section.name}", "", section.prose, ""]
        for setting in section.settings:
            parts += [
                f"**`{setting.key}`** takes {setting.takes}; `{setting.default!r}` unless set.",
                "",
            ]
            parts += [line for each in setting.prose.split("\n") for line in (_escaped(each), "")]
    return "\n".join(parts).rstrip("\n") + "\n"


def _escaped(text: str) -> str:
    # Outside of code, what Markdown would take for marks.
    return text.replace("*", r"\*").replace("[", r"\[")


def _own(section: Section) -> Sequence[tuple[str, TraitType[Any, Any]]]:
    traits = section.class_own_traits(config=True)
    return [(name, each) for name, each in traits.items() if not each.metadata.get(ONCE)]


def _setting(section: str, name: str, trait: TraitType[Any, Any]) -> Setting:
    default = trait.default()
    if isinstance(default, set | frozenset | tuple):
        default = sorted(default)
    choices: tuple[Any, ...] = ()
    if isinstance(trait, Enum):
        choices = tuple(trait.values or ())
    elif isinstance(trait, Bool):
        choices = (True, False)
    return Setting(section, name, default, takes(trait), _paragraphs(trait.help), choices)


def takes(trait: TraitType[Any, Any]) -> str:
    """The values that a setting takes, in words."""
    match trait:
        case Bool():
            return "True or False"
        case Enum():
            *others, last = (repr(each) for each in trait.values or ())
            return f"{', '.join(others)} or {last}"
        case Dict():
            return "a table of texts"
        case Set() | Container():
            return "a list of texts"
        case Int():
            least = "" if trait.min is None else f" from {trait.min:,}"
            return f"a whole number{least}"
        case Float() | Unicode():
            return {"a unicode string": "a text", "a float": "a number"}.get(
                trait.info(), trait.info()
            )
        case _:
            return trait.info()


def _paragraphs(text: str) -> str:
    """The lines of a help text put together, unless one ends as if a new paragraph began."""
    paragraphs: list[str] = []
    ended = True
    for line in textwrap.dedent(f"    {text}").strip().split("\n"):
        line = line.strip()
        if ended or not paragraphs:
            paragraphs.append(line)
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        ended = line.endswith((".", ";")) or (line.endswith(":") and len(line) < 40)
    return "\n".join(each for each in paragraphs if each)
