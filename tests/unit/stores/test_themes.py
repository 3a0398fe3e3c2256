"""Themes: the built-in ones can be read by people, broken ones are named with file and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tui.errors import ConfigurationError
from tui.model.syntax import SYNTAX_CLASSES
from tui.stores.themes import (
    COLORS,
    DEFAULT_THEME,
    ThemeFile,
    choose_theme,
    load_themes,
    read_theme,
)

VALID = """
name = "mine"
dark = false
[colors]
primary = "#0b57a4"
[variables]
border = "#0b57a4 50%"
link-style = "bold underline"
[syntax]
keyword = "bold italic #7a2ea0"
comment = "dim bright_black"
"""

AA = 4.5
"""The least contrast of text in the Web Content Accessibility Guidelines, level AA."""


def builtin(name: str) -> ThemeFile:
    themes, problems = load_themes(Path("/nonexistent"))
    assert problems == ()
    return themes[name]


def luminance(color: Color) -> float:
    channels = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_there_are_a_dark_a_light_and_a_terminal_theme() -> None:
    themes, problems = load_themes(Path("/nonexistent"))
    assert {name: (theme.dark, theme.ansi) for name, theme in themes.items()} == {
        "jtui-dark": (True, False),
        "jtui-light": (False, False),
        "terminal": (True, True),
    }
    assert problems == ()


@pytest.mark.parametrize("name", ["jtui-dark", "jtui-light"])
def test_text_and_code_of_builtin_themes_are_readable_on_every_ground(name: str) -> None:
    theme = builtin(name)
    texts = {key: theme.colors[key] for key in COLORS[:7]}
    code = {key: style.split()[-1] for key, style in theme.syntax.items()}
    weak = {
        (key, ground): round(ratio, 2)
        for key, color in (texts | code).items()
        for ground in ("background", "surface", "panel")
        if (ratio := contrast(color, theme.colors[ground])) < AA
    }
    assert weak == {}


@pytest.mark.parametrize("name", ["jtui-dark", "jtui-light"])
def test_cursors_and_selections_of_builtin_themes_are_readable(name: str) -> None:
    theme = builtin(name)
    variables = theme.variables
    pairs = [
        (variables["block-cursor-foreground"], variables["block-cursor-background"]),
        (variables["input-cursor-foreground"], variables["input-cursor-background"]),
        (theme.colors["foreground"], variables["input-selection-background"]),
        (theme.colors["foreground"], variables["screen-selection-background"]),
        (variables["footer-key-foreground"], theme.colors["panel"]),
    ]
    assert [pair for pair in pairs if contrast(*pair) < AA] == []


@pytest.mark.parametrize("name", ["jtui-dark", "jtui-light", "terminal"])
def test_builtin_themes_are_complete_and_accepted_by_the_toolkit(name: str) -> None:
    theme = builtin(name)
    assert set(SYNTAX_CLASSES) == set(theme.syntax)
    for style in theme.syntax.values():
        Style.parse(style)
    fields: dict[str, Any] = {**theme.colors, "variables": dict(theme.variables)}
    toolkit = Theme(theme.name, dark=theme.dark, ansi=theme.ansi, **fields)
    generated = toolkit.to_color_system().generate()
    assert set(theme.variables) - set(generated) <= {"ansi-background", "ansi-foreground"}


def test_every_toolkit_variable_is_a_colour_or_has_style_in_its_name() -> None:
    generated = Theme(name="x", primary="#0b57a4").to_color_system().generate()
    for name, value in generated.items():
        if "style" not in name and not value.startswith(("auto", "initial")):
            Color.parse(value.split()[0])


def test_a_theme_of_the_user_is_read_and_wins_over_a_builtin_one(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(VALID)
    (tmp_path / "b.toml").write_text(VALID.replace("mine", DEFAULT_THEME))
    (tmp_path / "notes.txt").write_text("no theme")
    themes, problems = load_themes(tmp_path)
    assert problems == ()
    assert themes["mine"] == ThemeFile(
        name="mine",
        dark=False,
        colors={"primary": "#0b57a4"},
        variables={"border": "#0b57a4 50%", "link-style": "bold underline"},
        syntax={"keyword": "bold italic #7a2ea0", "comment": "dim bright_black"},
    )
    assert themes[DEFAULT_THEME].dark is False


@pytest.mark.parametrize(
    ("found", "replaced", "key"),
    [
        pytest.param('"mine"', '"a\\u001b[31m"', "name", id="an escape in the name"),
        pytest.param('name = "mine"', "", "name", id="no name"),
        pytest.param("dark = false", "dark = 1", "dark", id="dark is no boolean"),
        pytest.param("dark = false", "drak = false", "drak", id="an unknown key"),
        pytest.param('primary = "#0b57a4"', "", "colors.primary", id="no primary colour"),
        pytest.param('"#0b57a4"\n', '"bananas"\n', "colors.primary", id="no colour"),
        pytest.param('"#0b57a4"\n', '"ansi_red"\n', "colors.primary", id="mixed colours"),
        pytest.param("primary", "primry", "colors.primry", id="an unknown colour"),
        pytest.param("#0b57a4 50%", "red; } * {", "variables.border", id="stylesheet in it"),
        pytest.param("bold underline", "#ffffff", "variables.link-style", id="no text style"),
        pytest.param("italic #7a2ea0", "blink", "syntax.keyword", id="no style of code"),
        pytest.param("comment", "coment", "syntax.coment", id="an unknown class of code"),
        pytest.param('"dim bright_black"', "3", "syntax.comment", id="a number for a style"),
        pytest.param("[syntax]", "[[syntax]]", "syntax", id="a list for a table"),
    ],
)
def test_a_broken_theme_is_named_with_file_and_key(
    tmp_path: Path, found: str, replaced: str, key: str
) -> None:
    file = tmp_path / "broken.toml"
    assert VALID.count(found) >= 1
    file.write_text(VALID.replace(found, replaced, 1))
    themes, problems = load_themes(tmp_path)
    assert "mine" not in themes
    assert DEFAULT_THEME in themes
    assert len(problems) == 1
    assert problems[0].startswith(f"{file}: {key} ")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"name = ", id="half a line"),
        pytest.param(b"\xff\xfe\x00", id="no UTF-8"),
        pytest.param(b"a = " + b"[" * 100_000, id="nested too deep"),
        pytest.param(b"#" * 1_000_001, id="too large"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_file_that_is_no_theme_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"broken\.toml: "):
        read_theme(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").mkdir()
    assert load_themes(tmp_path)[1] == (f"{tmp_path}/broken.toml: Is a directory.",)


def test_an_unknown_theme_gives_the_default_and_says_which_there_are() -> None:
    themes, _ = load_themes(Path("/nonexistent"))
    assert choose_theme(themes, "terminal") == (themes["terminal"], None)
    theme, problem = choose_theme(themes, "nope")
    assert theme.name == DEFAULT_THEME
    assert problem == (
        "JtuiApp.theme: there is no theme nope; there are jtui-dark, jtui-light, terminal."
    )


def test_without_even_the_default_theme_the_reason_is_said() -> None:
    with pytest.raises(ConfigurationError, match="missing"):
        choose_theme({}, "nope")
