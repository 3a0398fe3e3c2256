"""One theme file: what may stand in it, and what is wrong with it in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tui.model.syntax import SYNTAX_CLASSES

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

SIXTEEN = tuple(
    f"{bright}{color}"
    for bright in ("", "bright_")
    for color in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
)
"""The keys of `[output]`: the sixteen colours of terminals, in their order."""

KEYS = ("name", "inherits", "dark", "ansi", "colors", "variables", "syntax", "output")

_SIXTEEN = "|".join((*SIXTEEN, "default"))
_STYLE = r"bold|italic|underline|dim|reverse|strike"
_PATTERNS = {
    "name": re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}"),
    "colour": re.compile(rf"#[0-9A-Fa-f]{{6}}|ansi_(?:{_SIXTEEN})"),
    "true colour": re.compile(r"#[0-9A-Fa-f]{6}"),
    "ansi colour": re.compile(rf"ansi_(?:{_SIXTEEN})"),
    "variable": re.compile(
        rf"(?:#[0-9A-Fa-f]{{6}}|ansi_(?:{_SIXTEEN})|auto)(?: \d{{1,2}}%)?|transparent"
    ),
    "variable name": re.compile(r"[a-z][a-z0-9-]{0,59}"),
    "style": re.compile(rf"none|(?:not )?(?:{_STYLE})(?: (?:{_STYLE}))*"),
    "syntax": re.compile(rf"(?:(?:{_STYLE}) )*(?:#[0-9A-Fa-f]{{6}}|{_SIXTEEN})"),
}
_EXAMPLES = {
    "colour": "a colour like #7aa2f7",
    "true colour": "a colour like #7aa2f7",
    "ansi colour": "a colour like ansi_blue or ansi_default",
    "variable": "a colour like #7aa2f7, #7aa2f7 50% or ansi_blue",
    "style": "a text style like bold, underline or none",
    "syntax": "a style like #7aa2f7, bold #7aa2f7 or italic bright_black",
}


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """One theme, valid as a whole.

    `colors` has some of `COLORS`, at least `primary`, as `#rrggbb`, or in an `ansi` theme as
    `ansi_red`; `variables` are Textual's theme variables; `syntax` has some of `SYNTAX_CLASSES` as
    Rich styles (`bold #rrggbb`, `italic bright_black`); `output` has some of `SIXTEEN` as
    `#rrggbb`. `own` ones are the user's, not jtui's.
    """

    name: str
    dark: bool
    colors: Mapping[str, str]
    variables: Mapping[str, str] = field(default_factory=dict)
    syntax: Mapping[str, str] = field(default_factory=dict)
    ansi: bool = False
    output: Mapping[str, str] = field(default_factory=dict)
    own: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class WrittenTheme:
    """What one file says: `inherits` names the theme that says the rest, `None` for none.

    So `dark` and `ansi` are `None` where the file leaves them out.
    """

    file: Path
    name: str
    inherits: str | None
    dark: bool | None
    ansi: bool | None
    colors: Mapping[str, str]
    variables: Mapping[str, str]
    syntax: Mapping[str, str]
    output: Mapping[str, str]

    def over(self, parent: ThemeFile | None) -> tuple[ThemeFile, list[str]]:
        """The theme, with what its parent says where this says nothing, and what is wrong then."""
        above = parent or ThemeFile("", True, {})
        theme = ThemeFile(
            name=self.name,
            dark=above.dark if self.dark is None else self.dark,
            colors={**above.colors, **self.colors},
            variables={**above.variables, **self.variables},
            syntax={**above.syntax, **self.syntax},
            ansi=above.ansi if self.ansi is None else self.ansi,
            output={**above.output, **self.output},
        )
        check = _Check(self.file)
        kind = "ansi colour" if theme.ansi else "true colour"
        for key, value in theme.colors.items():
            if not _matches(kind, value):
                check.wrong(f"colors.{key}", f"is not {_EXAMPLES[kind]}: {value!r}")
        if "primary" not in theme.colors and not check.problems:
            check.wrong("colors.primary", "is missing")
        return theme, check.problems


def theme_of(table: Mapping[str, object], file: Path) -> tuple[WrittenTheme, list[str]]:
    """What a file's table says, and sentences about each key that is wrong."""
    check = _Check(file)
    check.keys(table, KEYS)
    theme = WrittenTheme(
        file=file,
        name=check.name(table, "name") or "",
        inherits=check.name(table, "inherits") if "inherits" in table else None,
        dark=check.flag(table, "dark"),
        ansi=check.flag(table, "ansi"),
        colors=check.texts(table, "colors", COLORS, lambda _: "colour"),
        variables=check.texts(
            table, "variables", None, lambda key: "style" if "style" in key else "variable"
        ),
        syntax=check.texts(table, "syntax", SYNTAX_CLASSES, lambda _: "syntax"),
        output=check.texts(table, "output", SIXTEEN, lambda _: "true colour"),
    )
    return theme, check.problems


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A question naming the one of `names` most like `name`, or `""` when none is like it."""
    # It takes 25 ms of import that only a mistake has to pay for.
    from tui.config.checking import nearest

    return nearest(name, names)


class _Check:
    """Reads keys of a table and collects what is wrong with them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.problems: list[str] = []

    def wrong(self, key: str, reason: str, hint: str = "") -> None:
        self.problems.append(f"{self._file}: {key} {reason}.{hint}")

    def keys(self, table: Mapping[str, object], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                hint = did_you_mean(key, known) or f" Its keys are {', '.join(known)}."
                self.wrong(f"{key:.40}", "is not a key of a theme", hint)

    def flag(self, table: Mapping[str, object], key: str) -> bool | None:
        value = table.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, "is neither true nor false")
        return None

    def name(self, table: Mapping[str, object], key: str) -> str | None:
        value = table.get(key)
        if isinstance(value, str) and _matches("name", value):
            return value
        self.wrong(
            key,
            "is missing" if value is None else "is not a name of letters, digits, spaces and . _ -",
        )
        return None

    def texts(
        self,
        table: Mapping[str, object],
        section: str,
        known: tuple[str, ...] | None,
        kind: Callable[[str], str],
    ) -> Mapping[str, str]:
        """The entries of a section whose key is known and whose value is of its kind."""
        values = table.get(section, {})
        if not isinstance(values, dict):
            self.wrong(section, "is not a table")
            return {}
        texts: dict[str, str] = {}
        for key, value in values.items():
            if (reason := _unknown(key, known)) is not None:
                self.wrong(f"{section}.{key:.40}", "is not a key of a theme", reason)
            elif not _matches(kind(key), value):
                self.wrong(f"{section}.{key}", f"is not {_EXAMPLES[kind(key)]}: {value!r:.40}")
            else:
                texts[key] = value
        return texts


def _unknown(key: str, known: tuple[str, ...] | None) -> str | None:
    """A hint when a key of a section does not exist; `None` when it does."""
    if known is None:
        return None if _matches("variable name", key) else ""
    if key in known:
        return None
    return did_you_mean(key, known) or f" Its keys are {', '.join(known)}."


def _matches(kind: str, value: object) -> bool:
    return isinstance(value, str) and _PATTERNS[kind].fullmatch(value) is not None
