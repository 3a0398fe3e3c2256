"""Themes: files in TOML with the colours of the screen and of code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tui.errors import ConfigurationError
from tui.model.syntax import SYNTAX_CLASSES
from tui.paths import themes_dir, user_themes_dir

DEFAULT_THEME = "jtui-dark"

COLORS = (
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
    "success",
    "foreground",
    "background",
    "surface",
    "panel",
    "boost",
)
"""The keys of `[colors]`: the colours Textual derives all others from."""

_MAX_BYTES = 1_000_000
_SIXTEEN = r"(?:bright_)?(?:black|red|green|yellow|blue|magenta|cyan|white)|default"
_STYLE = r"bold|italic|underline|dim|reverse|strike"
_PATTERNS = {
    "name": re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}"),
    "true colour": re.compile(r"#[0-9A-Fa-f]{6}"),
    "ansi colour": re.compile(rf"ansi_(?:{_SIXTEEN})"),
    "variable": re.compile(
        rf"(?:#[0-9A-Fa-f]{{6}}|ansi_(?:{_SIXTEEN})|auto)(?: \d{{1,2}}%)?|transparent"
    ),
    "variable name": re.compile(r"[a-z][a-z0-9-]*"),
    "style": re.compile(rf"none|(?:not )?(?:{_STYLE})(?: (?:{_STYLE}))*"),
    "syntax": re.compile(rf"(?:(?:{_STYLE}) )*(?:#[0-9A-Fa-f]{{6}}|{_SIXTEEN})"),
}


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """One theme, valid as a whole.

    `colors` has some of `COLORS`, at least `primary`, as `#rrggbb`, or in an `ansi` theme as
    `ansi_red`; `variables` are Textual's theme variables; `syntax` has some of `SYNTAX_CLASSES` as
    Rich styles (`bold #rrggbb`, `italic bright_black`).
    """

    name: str
    dark: bool
    colors: Mapping[str, str]
    variables: Mapping[str, str] = field(default_factory=dict)
    syntax: Mapping[str, str] = field(default_factory=dict)
    ansi: bool = False


def load_themes(user_dir: Path | None = None) -> tuple[dict[str, ThemeFile], tuple[str, ...]]:
    """All themes by name, the built-in ones and those in `user_dir`, which win.

    `None` for the user's usual directory. Broken files are left out; for each there are
    sentences that name file and key, not cleaned.
    """
    themes: dict[str, ThemeFile] = {}
    problems: list[str] = []
    for directory in (themes_dir(), user_themes_dir() if user_dir is None else user_dir):
        try:
            files = sorted(file for file in directory.iterdir() if file.suffix == ".toml")
        except OSError:
            continue
        for file in files:
            try:
                theme = read_theme(file)
            except ConfigurationError as error:
                problems.append(str(error))
            else:
                themes[theme.name] = theme
    return themes, tuple(problems)


def choose_theme(themes: Mapping[str, ThemeFile], name: str) -> tuple[ThemeFile, str | None]:
    """The theme called `name`, or the default one and a sentence saying why.

    Raises `ConfigurationError` when there is not even the default.
    """
    if (theme := themes.get(name)) is not None:
        return theme, None
    if (default := themes.get(DEFAULT_THEME)) is None:
        raise ConfigurationError(f"jtui's own themes are missing from {themes_dir()}.")
    known = ", ".join(sorted(themes))
    return default, f"JtuiApp.theme: there is no theme {name}; there are {known}."


def read_theme(file: Path) -> ThemeFile:
    """Read one theme; raises `ConfigurationError` with the file and every key that is wrong."""
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise ConfigurationError(f"{file}: larger than {_MAX_BYTES:,} bytes.")
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{file}: not valid TOML: {error}.") from error
    check = _Check(file)
    theme = _theme(table, check)
    if check.problems:
        raise ConfigurationError("\n".join(check.problems))
    return theme


def _theme(table: Mapping[str, object], check: _Check) -> ThemeFile:
    ansi = check.flag(table, "ansi", default=False)
    color = "ansi colour" if ansi else "true colour"
    check.keys(table, "", ("name", "dark", "ansi", "colors", "variables", "syntax"))
    theme = ThemeFile(
        name=check.name(table),
        dark=check.flag(table, "dark", default=True),
        colors=check.texts(table, "colors", COLORS.__contains__, lambda _: color),
        variables=check.texts(
            table,
            "variables",
            lambda key: _PATTERNS["variable name"].fullmatch(key) is not None,
            lambda key: "style" if "style" in key else "variable",
        ),
        syntax=check.texts(table, "syntax", SYNTAX_CLASSES.__contains__, lambda _: "syntax"),
        ansi=ansi,
    )
    if "primary" not in theme.colors and not check.problems:
        check.wrong("colors.primary", "is missing")
    return theme


class _Check:
    """Reads keys of a table and collects what is wrong with them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.problems: list[str] = []

    def wrong(self, key: str, reason: str) -> None:
        self.problems.append(f"{self._file}: {key} {reason}.")

    def keys(self, table: Mapping[str, object], prefix: str, known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self.wrong(f"{prefix}{key}", f"is not a key of a theme ({', '.join(known)})")

    def flag(self, table: Mapping[str, object], key: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, "is neither true nor false")
        return default

    def name(self, table: Mapping[str, object]) -> str:
        value = table.get("name")
        if isinstance(value, str) and _matches("name", value):
            return value
        self.wrong("name", "is not a name of letters, digits, spaces and . _ -")
        return ""

    def texts(
        self,
        table: Mapping[str, object],
        section: str,
        is_known: Callable[[str], bool],
        kind: Callable[[str], str],
    ) -> Mapping[str, str]:
        """The entries of a section whose key is known and whose value is of its kind."""
        values = table.get(section, {})
        if not isinstance(values, dict):
            self.wrong(section, "is not a table")
            return {}
        texts: dict[str, str] = {}
        for key, value in values.items():
            if not is_known(key):
                self.wrong(f"{section}.{key}", "is not a key of a theme")
            elif not _matches(kind(key), value):
                self.wrong(f"{section}.{key}", f"is not {_EXAMPLES[kind(key)]}: {value!r:.40}")
            else:
                texts[key] = value
        return texts


_EXAMPLES = {
    "true colour": "a colour like #7aa2f7",
    "ansi colour": "a colour like ansi_blue or ansi_default",
    "variable": "a colour like #7aa2f7, #7aa2f7 50% or ansi_blue",
    "style": "a text style like bold, underline or none",
    "syntax": "a style like #7aa2f7, bold #7aa2f7 or italic bright_black",
}


def _matches(kind: str, value: object) -> bool:
    return isinstance(value, str) and _PATTERNS[kind].fullmatch(value) is not None
