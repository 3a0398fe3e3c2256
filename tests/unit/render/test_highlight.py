"""Highlighting: which lexer a name finds, and which characters get which class."""

from __future__ import annotations

import sys
from importlib import metadata

import pytest
from rich.style import Style

from tui.model.syntax import SYNTAX_CLASSES
from tui.render import highlight
from tui.render.highlight import SyntaxTheme, lexer_for, spans


@pytest.mark.parametrize(
    ("language", "lexer"),
    [
        ("ipython3", "IPython3Lexer"),
        ("ipython", "IPython3Lexer"),
        ("python", "PythonLexer"),
        ("text/x-python", "PythonLexer"),
        ("bash", "BashLexer"),
        ("R", "SLexer"),
        ("text/x-rsrc", "SLexer"),
        ("application/x-julia", "JuliaLexer"),
        ("C++", "CppLexer"),
        (" TypeScript ", "TypeScriptLexer"),
    ],
)
def test_a_lexer_is_found_by_alias_name_or_mime_type(language: str, lexer: str) -> None:
    assert type(lexer_for(language)).__name__ == lexer


@pytest.mark.parametrize("language", ["", "no such language", "text/x-nope", "text", "\x00", "/"])
def test_an_unknown_language_has_no_lexer_and_no_spans(language: str) -> None:
    assert lexer_for(language) is None
    assert spans("a = 1\n", language) == [[], []]


def test_a_broken_plugin_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = metadata.EntryPoint("x", "tui_no_such_module:Lexer", "pygments.lexers")
    wrong = metadata.EntryPoint("y", "sys:maxsize", "pygments.lexers")
    monkeypatch.setattr(metadata, "entry_points", lambda group: [broken, wrong])
    assert lexer_for("language of a broken plugin") is None
    assert "tui_no_such_module" not in sys.modules


def _named(code: str, language: str) -> list[list[tuple[str, str]]]:
    lines = code.split("\n")
    return [
        [(lines[row][start:end], name) for start, end, name in line]
        for row, line in enumerate(spans(code, language))
    ]


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("python", "def f():", [[("def", "keyword"), ("f", "function"), ("():", "punctuation")]]),
        ("python", "x = 'a'", [[("=", "operator"), ("'a'", "string")]]),
        ("python", "'''a\nb'''", [[("'''a", "string")], [("b'''", "string")]]),
        ("python", "\n\n1\n", [[], [], [("1", "number")], []]),
        ("python", "# é 中\n0", [[("# é 中", "comment")], [("0", "number")]]),
        ("python", "@a\nclass B: 1", None),
        ("ipython3", "%time 1", [[("%time", "magic")]]),
        ("ipython3", "a % b", [[("%", "operator")]]),
        ("ipython3", "%%time\nNone", [[("%%time", "magic")], [("None", "constant")]]),
        ("ipython3", "%%bash -x\nfi", [[("%%bash -x", "magic")], [("fi", "keyword")]]),
        ("ipython3", "%%writefile x\nNone", [[("%%writefile x", "magic")], []]),
        ("python", "%%time\nNone", None),
        ("bash", "if x", [[("if", "keyword")]]),
    ],
)
def test_characters_are_classed(
    language: str, code: str, expected: list[list[tuple[str, str]]] | None
) -> None:
    named = _named(code, language)
    assert len(named) == code.count("\n") + 1
    assert {name for line in named for _, name in line} <= set(SYNTAX_CLASSES)
    if expected is not None:
        assert named == expected


def test_no_code_is_too_odd_to_be_lexed() -> None:
    for code in ("\x00\x1b[31m", "\ud800", "'" * 50, "\r\n\r", "\u2028x = 1", "(" * 500):
        assert len(spans(code, "ipython3")) == code.count("\n") + 1


def test_code_above_the_limit_has_no_spans() -> None:
    line = "x = 1\n"
    assert spans(line * 10, "python")[0]
    too_long = line * (highlight.HIGHLIGHT_LIMIT // len(line) + 1)
    assert not any(spans(too_long, "python"))


def test_a_theme_is_read_from_a_table() -> None:
    theme = SyntaxTheme.parse({"keyword": "bold #ff0000"})
    assert theme.style("keyword") == Style(color="#ff0000", bold=True)
    assert theme.style("string") is None


@pytest.mark.parametrize(
    ("table", "named"), [({"keywrd": "bold"}, "keywrd"), ({"string": "no such colour"}, "string")]
)
def test_a_broken_theme_is_named_by_its_key(table: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=f"syntax.{named}"):
        SyntaxTheme.parse(table)
