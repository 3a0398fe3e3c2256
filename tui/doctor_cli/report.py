"""What is told about a machine: facts under titles, and what is wrong among them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tui.model.clean import clean

_NAME_WIDTH = 14


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: a name and what is known; neither is cleaned.

    `problem` is a sentence about what is wrong with it and what to do, `""` when nothing is.
    """

    name: str
    value: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


def report_lines(sections: Sequence[Section], home: str) -> Iterator[str]:
    """The lines of a report, cleaned; `home` is written as `~`, so that it names nobody."""
    for section in sections:
        yield section.title
        width = max([_NAME_WIDTH, *(len(fact.name) for fact in section.facts if fact.value)])
        for fact in section.facts:
            value = _without(home, clean(fact.value))
            if fact.name or value:
                yield f"  {clean(fact.name).ljust(min(width, 40))} {value}".rstrip()
            if fact.problem:
                yield f"  ! {_without(home, clean(fact.problem))}"
        yield ""


def problems_of(sections: Iterable[Section]) -> list[str]:
    """All that is wrong, in order."""
    return [fact.problem for section in sections for fact in section.facts if fact.problem]


def _without(home: str, text: str) -> str:
    if len(home) < 2:
        return text
    return (
        text.replace(home + os.sep, f"~{os.sep}") if home + os.sep in text else _whole(home, text)
    )


def _whole(home: str, text: str) -> str:
    return "~" if text == home else text
