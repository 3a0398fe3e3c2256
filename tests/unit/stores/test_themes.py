"""Themes: the built-in ones can be read by people, broken ones are named with file and key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tui.errors import ConfigurationError
from tui.model.syntax import SYNTAX_CLASSES
from tui.stores.theme_file import KEYS
from tui.stores.themes import (
    COLORS,
    DEFAULT_THEME,
    SIXTEEN,
    ThemeFile,
    builtin_names,
    choose_theme,
    load_themes,
    read_theme,
    stamp_of,
    starting_themes,
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
[output]
bright_red = "#ad221b"
"""


def builtins() -> dict[str, ThemeFile]:
    themes, problems = load_themes(Path("/nonexistent"))
    assert problems == ()
    return themes


def test_there_are_ten_themes_and_more_among_them_those_for_every_eye_and_terminal() -> None:
    themes = {name: (theme.dark, theme.ansi) for name, theme in builtins().items()}
    assert len(themes) >= 10
    assert {
        "jtui-dark": (True, False),
        "jtui-light": (False, False),
        "high-contrast-dark": (True, False),
        "high-contrast-light": (False, False),
        "okabe-ito-dark": (True, False),
        "okabe-ito-light": (False, False),
        "terminal": (True, True),
    }.items() <= themes.items()
    assert not any(theme.own for theme in builtins().values())


def test_every_builtin_theme_is_in_a_file_of_its_name() -> None:
    assert tuple(sorted(builtins())) == builtin_names()


def test_no_two_builtin_themes_look_the_same() -> None:
    looks = [
        tuple(theme.colors.items()) + tuple(theme.syntax.items()) for theme in builtins().values()
    ]
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("name", builtin_names())
def test_builtin_themes_are_complete_and_accepted_by_the_toolkit(name: str) -> None:
    theme = builtins()[name]
    assert set(SYNTAX_CLASSES) == set(theme.syntax)
    assert set(theme.output) == (set() if theme.ansi else set(SIXTEEN))
    for style in theme.syntax.values():
        Style.parse(style)
    fields: dict[str, Any] = {**theme.colors, "variables": dict(theme.variables)}
    toolkit = Theme(theme.name, dark=theme.dark, ansi=theme.ansi, **fields)
    generated = toolkit.to_color_system().generate()
    assert set(theme.variables) - set(generated) <= {"ansi-background", "ansi-foreground"}


def test_the_start_reads_one_builtin_theme_only() -> None:
    nowhere = Path("/nonexistent")
    assert set(starting_themes("nord", nowhere)[0]) == {"nord"}
    assert set(starting_themes("no such", nowhere)[0]) == {DEFAULT_THEME}
    assert starting_themes(DEFAULT_THEME, nowhere)[0] == {DEFAULT_THEME: builtins()[DEFAULT_THEME]}


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
        output={"bright_red": "#ad221b"},
    )
    assert themes[DEFAULT_THEME].dark is False
    assert [name for name, theme in themes.items() if theme.own] == [DEFAULT_THEME, "mine"]
    assert set(starting_themes("nord", tmp_path)[0]) == {"nord", "mine", DEFAULT_THEME}


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
        pytest.param("bright_red", "brightred", "output.brightred", id="an unknown output colour"),
        pytest.param("#ad221b", "red", "output.bright_red", id="a terminal colour for a true one"),
        pytest.param("\ndark", "\ninherits = 3\ndark", "inherits", id="inherits a number"),
        pytest.param("border", "bor_der", "variables.bor_der", id="no name of a variable"),
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


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        pytest.param("primry", "primary", " Did you mean primary?", id="a colour"),
        pytest.param("drak", "dark", " Did you mean dark?", id="a key"),
        pytest.param("coment", "comment", " Did you mean comment?", id="a class of code"),
        pytest.param("brightred", "bright_red", " Did you mean bright_red?", id="an output colour"),
        pytest.param(
            "zzz",
            "comment",
            " Its keys are keyword, string, number, comment,",
            id="nothing like it",
        ),
    ],
)
def test_a_key_that_is_none_comes_with_the_nearest_or_with_all(
    tmp_path: Path, wrong: str, right: str, words: str
) -> None:
    (tmp_path / "a.toml").write_text(VALID.replace(right, wrong, 1))
    _, (problem,) = load_themes(tmp_path)
    assert f"{wrong} is not a key of a theme.{words}" in problem


def test_all_that_is_wrong_in_all_files_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "a"\n[colors]\nprimary = "pink"\nerror = 3\n')
    (tmp_path / "b.toml").write_text('name = "b"\ninherits = "nrod"\n')
    assert load_themes(tmp_path)[1] == (
        f"{tmp_path}/a.toml: colors.primary is not a colour like #7aa2f7: 'pink'.",
        f"{tmp_path}/a.toml: colors.error is not a colour like #7aa2f7: 3.",
        f"{tmp_path}/b.toml: inherits names nrod, and there is no such theme. Did you mean nord?",
    )


def written(directory: Path, **parents: str) -> None:
    """Theme files by name, each inheriting from another."""
    for name, parent in parents.items():
        (directory / f"{name}.toml").write_text(f'name = "{name}"\ninherits = "{parent}"\n')


def test_a_theme_says_only_what_differs_from_the_one_it_inherits_from(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'name = "mine"\ninherits = "base"\n[syntax]\ncomment = "#ff00ff"\n'
    )
    (tmp_path / "b.toml").write_text(
        'name = "base"\ninherits = "jtui-light"\n[colors]\nerror = "#800000"\n'
    )
    themes, problems = load_themes(tmp_path)
    assert problems == ()
    light, mine = themes["jtui-light"], themes["mine"]
    assert mine.dark is False
    assert mine.colors == {**light.colors, "error": "#800000"}
    assert mine.syntax == {**light.syntax, "comment": "#ff00ff"}
    assert (mine.variables, mine.output) == (light.variables, light.output)


def test_a_theme_called_as_a_builtin_one_inherits_from_that(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'name = "nord"\ninherits = "nord"\n[colors]\nerror = "#ff0000"\n'
    )
    themes, problems = load_themes(tmp_path)
    assert problems == ()
    assert themes["nord"].colors == {**builtins()["nord"].colors, "error": "#ff0000"}


@pytest.mark.parametrize(
    ("parents", "problems"),
    [
        pytest.param(
            {"a": "a"},
            ["a.toml: inherits names a, and there is no such theme."],
            id="itself",
        ),
        pytest.param(
            {"a": "b", "b": "a"},
            [
                "a.toml: inherits goes round in a circle: a → b → a.",
                "b.toml: inherits goes round in a circle: b → a → b.",
            ],
            id="each other",
        ),
        pytest.param(
            {"a": "b", "b": "c", "c": "b"},
            [
                "a.toml: inherits goes round in a circle: b → c → b.",
                "b.toml: inherits goes round in a circle: b → c → b.",
                "c.toml: inherits goes round in a circle: c → b → c.",
            ],
            id="a circle further up",
        ),
        pytest.param(
            {"a": "b", "b": "zzz"},
            [
                "a.toml: inherits leads to zzz, and there is no such theme.",
                "b.toml: inherits names zzz, and there is no such theme.",
            ],
            id="nothing further up",
        ),
    ],
)
def test_what_cannot_be_inherited_is_named(
    tmp_path: Path, parents: dict[str, str], problems: list[str]
) -> None:
    written(tmp_path, **parents)
    themes, told = load_themes(tmp_path)
    assert list(told) == [f"{tmp_path}/{problem}" for problem in problems]
    assert not set(parents) & set(themes)


def test_a_long_line_of_themes_is_followed_to_its_end(tmp_path: Path) -> None:
    written(tmp_path, t0="nord", **{f"t{n}": f"t{n - 1}" for n in range(1, 100)})
    themes, problems = load_themes(tmp_path)
    assert problems == ()
    assert themes["t99"].colors == themes["nord"].colors


def test_colours_of_the_other_kind_are_named_when_they_meet(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'name = "a"\ninherits = "terminal"\n[colors]\nerror = "#ff0000"\n'
    )
    assert load_themes(tmp_path)[1] == (
        f"{tmp_path}/a.toml: colors.error is not a colour like ansi_blue or ansi_default:"
        " '#ff0000'.",
    )


def test_of_two_files_with_one_name_the_first_counts(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(VALID)
    (tmp_path / "b.toml").write_text(VALID.replace("dark = false", "dark = true"))
    themes, problems = load_themes(tmp_path)
    assert themes["mine"].dark is False
    assert problems == (f"{tmp_path}/b.toml: name is mine, as in a.toml, which counts.",)


def test_hidden_files_are_no_themes(tmp_path: Path) -> None:
    (tmp_path / ".#mine.toml").write_text("half a line =")
    assert load_themes(tmp_path)[1] == ()
    assert stamp_of(tmp_path) == ()


def test_the_stamp_of_a_directory_tells_of_every_change(tmp_path: Path) -> None:
    assert stamp_of(tmp_path / "missing") == ()
    stamps = [stamp_of(tmp_path)]
    file = tmp_path / "a.toml"
    file.write_text(VALID)
    stamps.append(stamp_of(tmp_path))
    assert stamp_of(tmp_path) == stamps[-1]
    file.write_text(VALID + "# longer\n")
    stamps.append(stamp_of(tmp_path))
    file.rename(tmp_path / "b.toml")
    stamps.append(stamp_of(tmp_path))
    assert len(set(stamps)) == len(stamps)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").mkdir()
    assert load_themes(tmp_path)[1] == (f"{tmp_path}/broken.toml: Is a directory.",)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert load_themes(tmp_path)[1] == (f"{tmp_path}/pipe.toml: Not a regular file.",)


def test_an_empty_file_lacks_a_name(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").touch()
    assert f"{tmp_path}/empty.toml: name is missing." in load_themes(tmp_path)[1]


def test_an_unknown_theme_gives_the_default_and_says_which_there_are() -> None:
    themes, _ = starting_themes("terminal", Path("/nonexistent"))
    assert choose_theme(themes, "terminal") == (themes["terminal"], None)
    themes, _ = starting_themes("nrod", Path("/nonexistent"))
    theme, problem = choose_theme(themes, "nrod", ["nord", "terminal"])
    assert theme.name == DEFAULT_THEME
    assert problem == (
        "JtuiApp.theme: there is no theme nrod; there are jtui-dark, nord, terminal."
        " Did you mean nord?"
    )


def test_without_even_the_default_theme_the_reason_is_said() -> None:
    with pytest.raises(ConfigurationError, match="missing"):
        choose_theme({}, "nope")


def page() -> str:
    return (Path(__file__).parents[3] / "docs" / "themes.md").read_text()


def test_the_page_names_every_theme_and_every_key() -> None:
    text = page()
    missing = [
        name
        for name in (*builtin_names(), *COLORS, *SYNTAX_CLASSES, *SIXTEEN[:8], *KEYS)
        if f"`{name}`" not in text and f"`[{name}]`" not in text
    ]
    assert missing == []


def test_the_example_of_the_page_is_a_theme(tmp_path: Path) -> None:
    example = page().split("```toml\n")[1].split("```")[0]
    (tmp_path / "example.toml").write_text(example)
    themes, problems = load_themes(tmp_path)
    assert problems == ()
    assert themes["my-nord"].colors["background"] == "#242933"
    assert themes["my-nord"].colors["primary"] == themes["nord"].colors["primary"]
