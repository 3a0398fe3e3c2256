"""Writes the manual page: `python docs/make_man.py > docs/jtui.1`.

Everything in it is what the program says of itself; a test compares the page with the program.
"""

from __future__ import annotations

import re
import sys

import tui
from tui.cli import HELP
from tui.config.application import described_settings
from tui.doctor_cli.main import HELP as DOCTOR
from tui.history_cli import texts as history
from tui.kernelspec_cli.main import command_texts
from tui.kernelspec_cli.texts import KERNELSPEC

_HISTORY = (history.HISTORY, history.SEARCH, history.EXPORT, history.IMPORT)
_FILES = (
    ("jupyter_tui_config.py, jupyter_tui_config.json", "Settings, in Jupyter's configuration."),
    ("jtui/themes/", "Themes of your own, in Jupyter's configuration directory."),
    ("jtui/jtui.log", "The log, in Jupyter's data directory."),
    ("jtui/history.sqlite", "The inputs of all kernels, in Jupyter's data directory."),
)
_VARIABLES = (
    ("JUPYTER_CONFIG_DIR, JUPYTER_DATA_DIR, JUPYTER_RUNTIME_DIR", "Jupyter's directories."),
    ("JUPYTER_TOKEN", "The token of a server that --server names."),
    ("VISUAL, EDITOR", "The editor for F2 and %edit."),
    ("NO_COLOR", "When set and not empty, nothing is coloured."),
)


def manual_page() -> str:
    """The page in the language of man."""
    parts = [
        f'.TH JTUI 1 "" "jtui {tui.__version__}" "User Commands"',
        ".SH NAME",
        "jtui \\- full\\-screen console for Jupyter kernels",
        ".SH SYNOPSIS",
        *_literal(HELP.split("\n")[0].removeprefix("Usage: ")),
        ".SH DESCRIPTION",
        "Each tab has a kernel of any language; code is typed at the prompt, and everything the",
        "kernel says appears in the transcript. F1 shows the keys, Ctrl+P the commands.",
        ".SH OPTIONS",
        *_options(),
        ".SH SETTINGS",
        "Each can be given as \\-\\-Section.name=VALUE, and in a configuration file.",
        *_settings(),
        ".SH HISTORY",
        *_literal("\n\n".join(text.rstrip() for text in _HISTORY)),
        ".SH KERNELSPECS",
        *_literal("\n\n".join(text.rstrip() for text in (KERNELSPEC, *command_texts().values()))),
        ".SH DOCTOR",
        *_literal(DOCTOR.rstrip()),
        ".SH FILES",
        "jtui \\-\\-paths prints where they are.",
        *(line for name, words in _FILES for line in _term(name, words)),
        ".SH ENVIRONMENT",
        *(line for name, words in _VARIABLES for line in _term(name, words)),
        ".SH EXIT STATUS",
        *_term("0", "The user has quit, or a command has done what it was to do."),
        *_term("1", "A command has found nothing, or failed."),
        *_term("2", "The command line cannot be understood, or not be done."),
        *_term("128 + N", "Signal N has ended it."),
    ]
    return "\n".join(parts) + "\n"


def _options() -> list[str]:
    found = re.findall(r"^  (-\S.*?)  +(\S.*)$", HELP, re.MULTILINE)
    return [line for names, words in found for line in _term(names, words)]


def _settings() -> list[str]:
    return [
        line
        for section in described_settings()
        for setting in section.settings
        for line in _term(
            f"{setting.key} ({setting.takes}; {setting.default!r})",
            setting.prose.replace("\n", " "),
        )
    ]


def _term(name: str, words: str) -> list[str]:
    return [".TP", f".B {_escaped(name)}", _escaped(words)]


def _literal(text: str) -> list[str]:
    return [".nf", *(_escaped(line) for line in text.split("\n")), ".fi"]


def _escaped(line: str) -> str:
    line = line.replace("\\", "\\e").replace("-", "\\-")
    # A line that begins with one of these is a command to man.
    return f"\\&{line}" if line[:1] in (".", "'") else line


if __name__ == "__main__":
    sys.stdout.write(manual_page())
