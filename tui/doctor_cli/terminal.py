"""What is known of the terminal, without asking it anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

from tui.doctor_cli.report import Fact, Section
from tui.render.pictures.protocols import Images, choice_for
from tui.terminal.cell_size import cell_size
from tui.terminal.charset import AsciiWish, Charset, charset_of, missing
from tui.terminal.fitness import has_terminal, unfit
from tui.terminal.notifying import Notifying, notifying_of

_PROGRAMS = ("TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LC_TERMINAL", "LC_TERMINAL_VERSION")
_COLORS = {
    "truecolor": "24 bit",
    "eight_bit": "256 colours",
    "256": "256 colours",
    "standard": "16 colours",
    "windows": "16 colours",
}


def terminal_facts(
    environment: Mapping[str, str], wish: str, ascii_wish: AsciiWish = "auto"
) -> Section:
    """The terminal's kind, size, colours, characters and pictures; `wish` is that for pictures."""
    charset = charset_of(environment, ascii_wish)
    term = environment.get("TERM", "")
    program = " ".join(filter(None, (environment.get(name, "") for name in _PROGRAMS)))
    facts = [
        Fact("TERM", term or "not set", unfit(environment)),
        Fact("program", program or "not told by the environment"),
        Fact("terminal", "yes" if has_terminal() else "no: input or output is redirected"),
        _size(),
        _colors(environment),
        _characters(charset, ascii_wish),
        Fact("pictures", _pictures(wish, environment, charset)),
        Fact("notices", _notices(environment)),
        Fact("inside of", _around(environment)),
    ]
    return Section("terminal", tuple(facts))


def _size() -> Fact:
    columns, rows = shutil.get_terminal_size()
    small = columns < 60 or rows < 20
    problem = "jtui is made for 60 columns and 20 rows or more." if small else ""
    return Fact("size", f"{columns} columns, {rows} rows", problem)


def _colors(environment: Mapping[str, str]) -> Fact:
    if environment.get("NO_COLOR"):
        return Fact("colours", "none, as NO_COLOR is set")
    # 40 ms that no start of jtui waits for here.
    from rich.console import Console

    system = Console(force_terminal=True, _environ=environment).color_system or ""
    told = environment.get("COLORTERM", "")
    because = f"COLORTERM={told}" if told else "TERM alone, as COLORTERM is not set"
    return Fact("colours", f"{_COLORS.get(system, 'none')} ({because})")


def _characters(charset: Charset, ascii_wish: AsciiWish) -> Fact:
    frames = ", frames in ASCII" if charset.has_ascii_frames else ""
    return Fact("characters", f"{charset.codec.upper()}{frames}", missing(charset, ascii_wish))


def _pictures(wish: str, environment: Mapping[str, str], charset: Charset) -> str:
    chosen, reason = choice_for(wish, environment, cell_size(), charset)
    words = {Images.HALF_BLOCKS: "half blocks", Images.OFF: "off"}.get(chosen, str(chosen))
    return f"{words}: {reason}"


def _notices(environment: Mapping[str, str]) -> str:
    way = notifying_of(environment)
    if way is Notifying.BELL:
        return "bell: no way to the desktop that this terminal is known to have"
    return f"desktop, by {way}"


def _around(environment: Mapping[str, str]) -> str:
    around = [
        name
        for name, variables in (
            ("tmux", ("TMUX",)),
            ("screen", ("STY",)),
            ("ssh", ("SSH_CONNECTION", "SSH_TTY")),
        )
        if any(environment.get(variable) for variable in variables)
    ]
    return ", ".join(around) or "nothing"


def environment() -> Mapping[str, str]:
    """The environment that is looked at."""
    return os.environ
