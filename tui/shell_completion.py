"""What a shell offers at Tab after `jtui`: options, kernels, themes, hosts, files.

The shell runs jtui for each Tab, with what is typed in its environment (argcomplete); the options
are read from the texts that print them, so that none is forgotten.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from argcomplete.completers import DirectoriesCompleter, FilesCompleter
from argcomplete.finders import CompletionFinder

Completer = Callable[..., Iterable[str]]

_OPTION = re.compile(r"^  (?:(-\w), )?(--[\w-]+)(?: (\[?[A-Z]+\]?))? {2,}(.*)$", re.MULTILINE)
_FILES = FilesCompleter()
_NOTEBOOKS = FilesCompleter(allowednames=(".ipynb",))


class _Finder(CompletionFinder):
    """Tells zsh nothing beside a value of `--option=`, where it would be told `None`."""

    def quote_completions(
        self, completions: list[str], cword_prequote: str, last_wordbreak_pos: int | None
    ) -> list[str]:
        """The completions as they are inserted."""
        quoted = super().quote_completions(completions, cword_prequote, last_wordbreak_pos)
        told = self.get_display_completions()
        for each in quoted:
            told.setdefault(each, "")
        return quoted


def complete() -> None:
    """Write what can stand at the cursor and end, if it is a shell that asks."""
    words = os.environ.get("COMP_LINE", "").split()
    typed = words[-1] if words else ""
    parser = parser_for(words[1:])
    # There are many of the long names, and all have a capital letter.
    names = parser._option_string_actions
    exclude = [] if typed != typed.lower() else [name for name in names if "." in name]
    _Finder()(parser, always_complete_options=False, exclude=exclude)


def parser_for(words: Sequence[str]) -> argparse.ArgumentParser:
    """A parser that knows what can follow `words`; it is good for completing only."""
    if len(words) > 1 and words[0] in ("history", "kernelspec"):
        return _with_commands(words[0])
    parser = _parser("jtui")
    if words and words[0] == "doctor":
        return _hidden(parser, "doctor")
    _add_options(parser, _main_text(), _MAIN_VALUES)
    _add_settings(parser)
    argument = parser.add_argument("what", nargs="*")
    argument.completer = _first_words  # type: ignore[attr-defined]
    if words and words[0] in ("history", "kernelspec"):
        argument.completer = lambda **_: _COMMANDS[words[0]]()  # type: ignore[attr-defined]
    return parser


def _with_commands(group: str) -> argparse.ArgumentParser:
    parser = _parser("jtui")
    commands = parser.add_subparsers().add_parser(group, add_help=False).add_subparsers()
    for name, text in _COMMANDS[group]().items():
        command = commands.add_parser(name, add_help=False)
        _add_options(command, text, _COMMAND_VALUES)
        operand = command.add_argument("what", nargs="*")
        operand.completer = _OPERANDS.get((group, name), _nothing)  # type: ignore[attr-defined]
    return parser


def _hidden(parser: argparse.ArgumentParser, command: str) -> argparse.ArgumentParser:
    """A parser of a command that takes nothing but `--help`."""
    parser.add_subparsers().add_parser(command)
    return parser


def _parser(name: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(name, add_help=False, allow_abbrev=False)


def _add_options(
    parser: argparse.ArgumentParser, text: str, values: Mapping[str, Completer]
) -> None:
    for short, name, value, words in _OPTION.findall(text):
        flags = [name, *([short] if short else [])]
        told = _told(words)
        if not value:
            parser.add_argument(*flags, action="store_true", help=told)
            continue
        many = "?" if value.startswith("[") else None
        argument = parser.add_argument(*flags, nargs=many, action="append", help=told)
        argument.completer = values.get(name, _nothing)  # type: ignore[attr-defined]
    if "--help" not in parser._option_string_actions:
        parser.add_argument("--help", "-h", action="store_true")


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """Every setting by its long name, and by the short one that some have."""
    from tui.config.application import JtuiApp, described_settings

    short = {key: name for name, key in JtuiApp.aliases.items()}
    for section in described_settings():
        for setting in section.settings:
            names = [f"--{setting.key}"]
            if (alias := f"--{short.get(setting.key)}") not in parser._option_string_actions:
                names += [alias] if setting.key in short else []
            told = _told(setting.prose.split("\n")[0])
            argument = parser.add_argument(*names, action="append", help=told)
            argument.completer = _one_of(setting.choices)  # type: ignore[attr-defined]
    for name, (_, words) in {**JtuiApp.flags, "log-level": ({}, "")}.items():
        option = f"--{name}" if len(name) > 1 else f"-{name}"
        if option not in parser._option_string_actions:
            parser.add_argument(option, action="store_true", help=_told(words))


def _told(words: str) -> str:
    """Words beside an option, in shells that show them."""
    # The library puts values into what has a percent sign.
    return words.replace("%", "%%")


def _one_of(choices: Sequence[object]) -> Completer:
    words = [str(choice) for choice in choices]
    return lambda **_: words


def _main_text() -> str:
    from tui.cli import HELP

    return HELP + "\n  --help-all  every setting\n"


def _history_commands() -> dict[str, str]:
    from tui.history_cli import texts

    return {"search": texts.SEARCH, "export": texts.EXPORT, "import": texts.IMPORT}


def _kernelspec_commands() -> dict[str, str]:
    from tui.kernelspec_cli.main import command_texts

    return command_texts()


_COMMANDS: Mapping[str, Callable[[], dict[str, str]]] = {
    "history": _history_commands,
    "kernelspec": _kernelspec_commands,
}


def _nothing(**_: object) -> Iterable[str]:
    return ()


def _kernels(**_: object) -> Iterable[str]:
    from tui.stores.kernelspecs import find_kernelspecs

    return sorted(find_kernelspecs().specs)


def _specs(**_: object) -> Iterable[str]:
    from tui.config import SpecSettings
    from tui.stores.kernelspecs.settings import list_allowed

    return sorted({entry.name for entry in list_allowed(SpecSettings())})


def _removed(**_: object) -> Iterable[str]:
    from tui.stores.kernelspecs.trash import trash

    return sorted({item.name for item in trash()})


def _themes(**_: object) -> Iterable[str]:
    from tui.paths import themes_dir, user_themes_dir

    return sorted(
        {file.stem for each in (themes_dir(), user_themes_dir()) for file in each.glob("*.toml")}
    )


def _hosts(**_: object) -> Iterable[str]:
    from tui.stores.ssh_hosts import configured_hosts

    return configured_hosts()


def _running(prefix: str = "", **_: object) -> Iterable[str]:
    """Connection files by their names, and files by path."""
    from jupyter_core.paths import jupyter_runtime_dir

    names = [file.stem for file in Path(jupyter_runtime_dir()).glob("kernel-*.json")]
    return [*sorted(names), *_FILES(prefix)]


def _first_words(prefix: str = "", **_: object) -> Iterable[str]:
    """Notebooks, and the commands where nothing stands before."""
    words = os.environ.get("COMP_LINE", "").split()
    is_first = len(words) <= 1 or (len(words) == 2 and words[1] == prefix)
    commands = ("history", "kernelspec", "doctor") if is_first else ()
    files = [name for name in _NOTEBOOKS(prefix) if prefix or not name.startswith(".")]
    return [*commands, *files]


_MAIN_VALUES: Mapping[str, Completer] = {
    "--kernel": _kernels,
    "--theme": _themes,
    "--ssh": _hosts,
    "--existing": _running,
    "--config": _FILES,
    "--ca-file": _FILES,
}
_COMMAND_VALUES: Mapping[str, Completer] = {
    "--kernel": _kernels,
    "--kind": lambda **_: ("ipython", "xonsh", "bash", "zsh", "jtui", "jsonl"),
}
_OPERANDS: Mapping[tuple[str, str], Completer] = {
    ("history", "export"): _FILES,
    ("history", "import"): _FILES,
    ("kernelspec", "check"): _specs,
    ("kernelspec", "remove"): _specs,
    ("kernelspec", "edit"): _specs,
    ("kernelspec", "default"): _kernels,
    ("kernelspec", "restore"): _removed,
    ("kernelspec", "install"): DirectoriesCompleter(),
}
