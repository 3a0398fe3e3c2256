"""All there is to tell about a kernelspec, as lines with labels; long texts are cut."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from rich.segment import Segment

from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import Finding, Level
from tui.widgets.specs.row import SpecRow
from tui.widgets.specs.states import KnownStates, Phase, SpecCheck, Tone, seconds_words
from tui.wire.message import Json

LONGEST_TEXT = 4_000
"""Code points of one text, such as a variable, up to which it is shown."""
LONGEST_OBJECT = 12_000
"""Code points of metadata and of what a kernel wrote up to which they are shown."""
LONGEST_TITLE = 120
"""Code points of a display name up to which it is shown."""
MOST_LINES = 200
"""Variables, kernelspecs of the same name and the like up to which they are shown."""

_SIGNS = {Level.ERROR: "✗", Level.WARNING: "!", Level.NOTE: "·"}


class Look(StrEnum):
    """How a line looks."""

    PLAIN = "plain"
    TITLE = "title"
    PROSE = "prose"
    DIM = "dim"
    GOOD = "good"
    BAD = "bad"


_LEVEL_LOOKS = {Level.ERROR: Look.BAD, Level.WARNING: Look.PLAIN, Level.NOTE: Look.DIM}
_TONE_LOOKS = {Tone.GOOD: Look.GOOD, Tone.BAD: Look.BAD}


@dataclass(frozen=True, slots=True)
class TellingLine:
    """A line as it is before it is wrapped: a label or "", and a cleaned text."""

    label: str
    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class SpecFacts:
    """What the disk tells about a kernelspec besides its kernel.json.

    `version` is that of its Python; `logo` has the segments of each row, none without a picture.
    """

    findings: tuple[Finding, ...] = ()
    version: str = ""
    logo: tuple[tuple[Segment, ...], ...] = ()


def telling(
    row: SpecRow,
    states: KnownStates,
    facts: SpecFacts | None,
    same_name: Sequence[SpecRow],
    used_by: Sequence[str],
) -> list[TellingLine]:
    """The lines about a row; `facts` are `None` as long as they are not known.

    `same_name` are all rows with its name, `used_by` says what uses it.
    """
    check = states.checks.get(row.key)
    spec = row.entry.spec
    findings = _findings(row, facts)
    # Why it cannot start is looked for first.
    is_first = any(line.look is Look.BAD for line in findings)
    lines = [
        TellingLine("", _title(row), Look.TITLE),
        *_state(row, states),
        *(_of_check(check) if check is not None else ()),
        *(findings if is_first else ()),
        TellingLine("name", row.name),
        *_one("language", row.language),
        TellingLine("where", _where(row)),
        *_one("path", row.path),
        *_many("used by", [_bounded(use) for use in used_by]),
    ]
    if spec is not None:
        lines += _of_spec(spec, facts)
    lines += _others(row, same_name)
    lines += findings if not is_first else ()
    if spec is not None:
        lines += _many("metadata", _metadata(spec.metadata))
    if check is not None:
        lines += _many("it wrote", _written(check.written))
    return lines


def _title(row: SpecRow) -> str:
    title = row.display_name or row.name
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"


def _one(label: str, text: str) -> list[TellingLine]:
    return [TellingLine(label, text)] if text else []


def _many(label: str, texts: Sequence[str], look: Look = Look.PLAIN) -> list[TellingLine]:
    """A line for each text, of which the first has the label."""
    shown = [*texts[:MOST_LINES]]
    if len(texts) > MOST_LINES:
        shown.append(f"… and {len(texts) - MOST_LINES:,} more")
    return [TellingLine("" if n else label, text, look) for n, text in enumerate(shown)]


def _bounded(text: str, longest: int = LONGEST_TEXT) -> str:
    if len(text) <= longest:
        return clean(text)
    return f"{clean(text[:longest])}… {len(text) - longest:,} more characters"


def _state(row: SpecRow, states: KnownStates) -> Iterator[TellingLine]:
    state = states.of(row)
    if row.problem:
        problem = _bounded(row.entry.problem)
        yield TellingLine("state", f"✗ broken: {problem}", Look.BAD)
    elif state.words:
        yield TellingLine("state", state.text, _TONE_LOOKS.get(state.tone, Look.PLAIN))
    if states.is_default(row) and state.words != "default":
        yield TellingLine("", "★ jtui's default kernel")


def _where(row: SpecRow) -> str:
    provider = row.entry.provider
    return f"{row.where}, by {clean(provider[:LONGEST_TEXT])}" if provider else row.where


def _of_spec(spec: KernelSpec, facts: SpecFacts | None) -> Iterator[TellingLine]:
    yield TellingLine("argv", _argv(spec.argv))
    if facts is not None and facts.version:
        yield TellingLine("version", f"Python {clean(facts.version)}")
    env = [f"{name}={value}" for name, value in islice(spec.env.items(), MOST_LINES + 1)]
    yield from _many("env", [_bounded(text) for text in env])
    yield TellingLine("interrupt", spec.interrupt_mode)


def _argv(argv: Sequence[str]) -> str:
    """The command as a shell would take it."""
    words: list[str] = []
    room = LONGEST_TEXT
    for word in argv:
        quoted = shlex.quote(word[: room + 1])
        if len(word) > room or len(quoted) > room:
            return f"{clean(' '.join(words))} … {len(argv) - len(words):,} more".strip()
        words.append(quoted)
        room -= len(quoted) + 1
    return clean(" ".join(words))


def _metadata(metadata: Mapping[str, Json]) -> list[str]:
    """The lines of an object as JSON, as many as are shown."""
    if not metadata:
        return []
    text = ""
    try:
        for piece in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(dict(metadata)):
            text += piece[: LONGEST_OBJECT + 1]
            if len(text) > LONGEST_OBJECT:
                text = f"{text[:LONGEST_OBJECT]}\n…"
                break
    except (RecursionError, ValueError):
        text = f"{text[:LONGEST_TEXT]}\n… (too deep to be shown)"
    return clean(text, newlines=True).split("\n")


def _others(row: SpecRow, same_name: Sequence[SpecRow]) -> Iterator[TellingLine]:
    """The other kernelspecs of the name."""
    if row.entry.shadowed_by is not None:
        yield TellingLine("hidden by", _bounded(str(row.entry.shadowed_by)))
    others = [each for each in same_name if each.key != row.key]
    hidden = [each for each in others if each.entry.shadowed_by == row.entry.path]
    if row.entry.shadowed_by is None and row.entry.path is not None:
        yield from _many("hides", [each.path for each in hidden])
        others = [each for each in others if each.entry.shadowed_by != row.entry.path]
    else:
        others = [each for each in others if each.entry.path != row.entry.shadowed_by]
    yield from _many("same name", [each.path for each in others])


def _findings(row: SpecRow, facts: SpecFacts | None) -> list[TellingLine]:
    if facts is None:
        return []
    # That it is broken, and why, is its state.
    findings = [
        finding
        for finding in facts.findings[:MOST_LINES]
        if row.entry.spec is not None or finding.level is not Level.ERROR
    ]
    return [
        TellingLine(
            "" if number else "findings",
            f"{_SIGNS[finding.level]} {finding.sentence}",
            _LEVEL_LOOKS[finding.level],
        )
        for number, finding in enumerate(findings)
    ]


def _of_check(check: SpecCheck) -> Iterator[TellingLine]:
    """What came of really starting it."""
    match check.phase:
        case Phase.WORKS:
            took = f"answered after {seconds_words(check.seconds)}"
            yield TellingLine("check", took, Look.GOOD)
            yield from _one("", _bounded(check.kernel))
        case Phase.FAILS:
            took = f"failed after {seconds_words(check.seconds)}"
            yield TellingLine("check", took, Look.BAD)
            yield from _one("", _bounded(check.reason))
        case _:
            return


def _written(written: str) -> list[str]:
    """The last lines of what a kernel wrote, which say why it ended."""
    text = written.strip("\n")
    if len(text) > LONGEST_OBJECT:
        text = f"…{text[-LONGEST_OBJECT:]}"
    return clean(text, newlines=True).split("\n")[-MOST_LINES:] if text.strip() else []
