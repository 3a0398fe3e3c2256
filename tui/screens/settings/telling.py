"""The settings as the panel shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from tui.config.described import Setting
from tui.config.entering import shown, text_of
from tui.config.standing import Origin, Reading, Standing
from tui.model.clean import clean
from tui.widgets.settings.row import Listing, Mark, SectionHead, SettingRow
from tui.widgets.specs.telling import Look, TellingLine

LONGEST = 2_000
"""Code points of a value up to which it is shown."""
LEADING = {"JtuiApp.theme": "Enter shows the themes."}
"""Settings whose values are picked elsewhere, with a sentence that says where."""
_HINTS = {
    "JtuiApp.keymap": "name=keys for each, as session.new=f12,ctrl+y; F1 lists the names.",
    "JtuiApp.default_kernel": "The name of a kernelspec; F4 lists them, and * there sets this too.",
}


def listing_of(reading: Reading) -> Listing:
    """All settings in their order."""
    return [
        (
            SectionHead(section.name, clean(section.prose.split("\n")[0])),
            [_row(each, reading) for each in standings],
        )
        for section, standings in reading.sections
    ]


def cut(text: str, most: int = LONGEST) -> str:
    """A text cleaned, in one line, and cut."""
    return clean(text) if len(text) <= most else f"{clean(text[:most])}…"


def source_of(standing: Standing, own: Path) -> str:
    """In a word what a value is from, cleaned."""
    match standing.origin:
        case Origin.DEFAULT | Origin.COMMAND_LINE | Origin.THIS_RUN:
            return str(standing.origin)
        case Origin.FILE if standing.file == own or standing.file is None:
            return "this screen"
        case Origin.FILE:
            if standing.file.parent == own.parent:
                return standing.file.name.removeprefix("jupyter_")
            return cut(str(standing.file))
        case other:
            assert_never(other)


def _row(standing: Standing, reading: Reading) -> SettingRow:
    setting = standing.setting
    value = cut(shown(standing.value))
    is_bad = bool(standing.overruled_by or standing.problem)
    signs = ((Mark.CHANGED, standing.is_changed), (Mark.OVERRULED, is_bad))
    words = (setting.key, setting.prose, value, setting.takes)
    choices = tuple(shown(each) for each in setting.choices)
    return SettingRow(
        setting.key,
        value,
        source_of(standing, reading.file),
        "".join(sign for sign, holds in signs if holds),
        "\n".join((*words, *(["changed"] if standing.is_changed else []))).lower(),
        tuple(_lines(standing, reading)),
        text=text_of(standing.value),
        hint=_hint(setting),
        choices=choices,
        leads=setting.key in LEADING,
        can_reset=standing.is_written or standing.origin is Origin.THIS_RUN,
    )


def _hint(setting: Setting) -> str:
    return f"{_HINTS.get(setting.key) or f'It takes {setting.takes}.'} Enter sets, Esc cancels."


def _lines(standing: Standing, reading: Reading) -> Iterator[TellingLine]:
    setting = standing.setting
    yield TellingLine("", setting.key, Look.TITLE)
    if standing.overruled_by:
        yield TellingLine("Overruled", overruled(standing), Look.BAD)
    if standing.problem:
        yield TellingLine("Wrong", cut(standing.problem), Look.BAD)
    for paragraph in setting.prose.split("\n"):
        yield TellingLine("", clean(paragraph), Look.PROSE)
    yield TellingLine("", "")
    yield TellingLine("Value", cut(shown(standing.value)))
    yield TellingLine("From", _from(standing))
    yield TellingLine("Default", cut(shown(setting.default)))
    yield TellingLine("Takes", clean(setting.takes))
    yield TellingLine("In force", str(standing.effect))
    if setting.key in LEADING:
        yield TellingLine("", LEADING[setting.key], Look.DIM)
    yield TellingLine("Written to", cut(str(reading.file)))


def _from(standing: Standing) -> str:
    match standing.origin:
        case Origin.DEFAULT:
            return "the default"
        case Origin.FILE:
            return cut(str(standing.file))
        case Origin.COMMAND_LINE:
            return "the command line"
        case Origin.THIS_RUN:
            return "this run: it could not be written, and holds until you leave"
        case other:
            assert_never(other)


def overruled(standing: Standing) -> str:
    """Says what counts more than the file that is written, cleaned."""
    return f"{cut(standing.overruled_by)} counts more than what is set here."
