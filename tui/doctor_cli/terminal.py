"""What is known of the terminal, without asking it anything."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Mapping

from tui.doctor_cli.report import Fact, Section
from tui.render.pictures.protocols import Images, choice_for
from tui.terminal.cell_size import cell_size

_PROGRAMS = ("TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LC_TERMINAL", "LC_TERMINAL_VERSION")
_COLORS = {
    "truecolor": "24 bit",
    "eight_bit": "256 colours",
    "256": "256 colours",
    "standard": "16 colours",
    "windows": "16 colours",
}


def terminal_facts(environment: Mapping[str, str], wish: str) -> Section:
    """The terminal's kind, size, colours, characters and pictures; `wish` is that for pictures."""
    term = environment.get("TERM", "")
    program = " ".join(filter(None, (environment.get(name, "") for name in _PROGRAMS)))
    facts = [
        Fact("TERM", term or "not set", _unfit(term)),
        Fact("program", program or "not told by the environment"),
        Fact("terminal", "yes" if _is_terminal() else "no: input or output is redirected"),
        _size(),
        _colors(environment),
        _characters(),
        Fact("pictures", _pictures(wish, environment)),
        Fact("inside of", _around(environment)),
    ]
    return Section("terminal", tuple(facts))


def _is_terminal() -> bool:
    return all(each is not None and each.isatty() for each in (sys.stdin, sys.stdout))


def _unfit(term: str) -> str:
    if term not in ("", "dumb", "unknown"):
        return ""
    return "TERM says that the terminal cannot move its cursor; jtui needs one that can."


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


def _characters() -> Fact:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    is_unicode = encoding.lower().replace("-", "") == "utf8"
    problem = "" if is_unicode else "The locale is not UTF-8: set LANG to one that is, as C.UTF-8."
    return Fact("characters", encoding, problem)


def _pictures(wish: str, environment: Mapping[str, str]) -> str:
    chosen, reason = choice_for(wish, environment, cell_size())
    words = {Images.HALF_BLOCKS: "half blocks", Images.OFF: "off"}.get(chosen, str(chosen))
    return f"{words}: {reason}"


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
