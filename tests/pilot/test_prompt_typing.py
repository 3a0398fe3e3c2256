"""Typing code: brackets and quotes that close, indents, pastes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.model.completeness import INDENT
from tui.widgets.prompt import pairs


@pytest.mark.parametrize(
    ("typed", "text", "column"),
    [
        ("f(", "f()", 2),
        ("f()", "f()", 3),
        ("f([{", "f([{}])", 4),
        ("f([1], {2})", "f([1], {2})", 11),
        ('"', '""', 1),
        ('"a"', '"a"', 3),
        ("'a'", "'a'", 3),
        ("don't", "don't", 5),
        ("f'a'", "f'a'", 4),
        ("rb'", "rb''", 3),
        ('"it\'s"', '"it\'s"', 6),
        ("'(", "'('", 2),
        ('"""', '""""""', 3),
        ('"""a"""', '"""a"""', 7),
        ("'''a 'b' '''", "'''a 'b' '''", 12),
        ('""', '""', 2),
        ("'\\''", "'\\''", 4),
        ("d['a']['b']", "d['a']['b']", 11),
        ("f(g(x))", "f(g(x))", 7),
        ("a)", "a)", 2),
        ("# don't", "# don't", 7),
        ("# (a 'b')", "# (a 'b')", 9),
        ("'#' (", "'#' ()", 5),
        ("(\x7f", "", 0),
        ("'\x7f", "", 0),
        ("f(a\x7f\x7f", "f", 1),
    ],
)
async def test_pairs_close_and_are_typed_over(typed: str, text: str, column: int) -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        type_in(app, typed)
        await settle(pilot)
        assert app.editor.text == text
        assert app.editor.cursor_location == (0, column)


@pytest.mark.parametrize(
    ("language", "typed", "text"),
    [
        ("scheme", "'(a", "'(a)"),
        ("octave", "a' ", "a' "),
        ("rust", "&'a", "&'a"),
        ("bash", "'a", "'a'"),
    ],
)
async def test_an_apostrophe_is_a_quote_where_the_language_says_so(
    language: str, typed: str, text: str
) -> None:
    app = PromptApp(language)
    async with app.run_test() as pilot:
        type_in(app, typed)
        await settle(pilot)
        assert app.editor.text == text


async def test_an_opener_before_a_word_stays_alone() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.replace_text("abc")
        await pilot.press("home", "(")
        assert app.editor.text == "(abc"


async def test_a_closer_that_is_missing_is_inserted() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.replace_text("f(g(x)")
        await pilot.press("left", ")")
        assert app.editor.text == "f(g(x))"


async def test_an_opener_wraps_the_selection() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.replace_text("ab")
        await pilot.press("shift+home", "(", '"')
        assert app.editor.text == '("ab")'
        assert app.editor.selected_text == "ab"
        await pilot.press("x")
        assert app.editor.text == '("x")'


async def test_closing_can_be_switched_off() -> None:
    app = PromptApp()
    app.editor.auto_close = False
    async with app.run_test() as pilot:
        type_in(app, "f('\x7f\x7f")
        await settle(pilot)
        assert app.editor.text == "f"
        type_in(app, "(")
        await settle(pilot)
        assert app.editor.text == "f("


@pytest.mark.parametrize(
    ("language", "typed", "text"),
    [
        ("python", "if a:\nb\nc", "if a:\n    b\n    c"),
        ("python", "if a:\nreturn\nb", "if a:\n    return\nb"),
        ("python", "f(\na,\nb)", "f(\n    a,\n    b)"),
        ("python", "f(\n)", "f(\n)"),
        ("python", "if a:\n    \x7fb", "if a:\n    b"),
        ("python", "if a:\n\x7fb", "if a:\nb"),
        ("r", "f <- function(x) {\nx\n}", "f <- function(x) {\n    x\n}"),
        ("bash", "if a; then\nb\n\x7ffi", "if a; then\n    b\nfi"),
        ("javascript", "if (a) {\nb {\nc\n}\n}", "if (a) {\n    b {\n        c\n    }\n}"),
    ],
)
async def test_a_new_line_is_indented_as_the_language_wants(
    language: str, typed: str, text: str
) -> None:
    app = PromptApp(language)
    async with app.run_test() as pilot:
        type_in(app, typed)
        await settle(pilot)
        assert app.editor.text == text


async def test_a_new_line_takes_no_blanks_from_behind_the_cursor() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.replace_text("a   b")
        app.editor.move_cursor((0, 1))
        await pilot.press("ctrl+j")
        assert app.editor.text == "a\nb"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["tab", "x"], "    x"),
        (["space", "tab", "x"], "    x"),
        (["tab", "tab", "backspace", "x"], "    x"),
        (["tab", "space", "backspace", "x"], "    x"),
        (["tab", "tab", "shift+tab", "x"], "    x"),
        (["tab", "space", "shift+tab", "x"], "    x"),
        (["shift+tab", "x"], "x"),
        (["backspace", "x"], "x"),
    ],
)
async def test_tab_and_backspace_move_by_stops_in_leading_blanks(
    keys: list[str], text: str
) -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        assert app.editor.text == text
        assert app.asked == []


async def test_selected_lines_are_indented_and_dedented_together() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.replace_text("a\n\n  b\nc")
        app.editor.move_cursor((0, 0))
        app.editor.move_cursor((3, 0), select=True)
        await pilot.press("tab")
        assert app.editor.text == f"{INDENT}a\n\n{INDENT}  b\nc"
        await pilot.press("shift+tab", "shift+tab")
        assert app.editor.text == "a\n\nb\nc"
        assert app.asked == []


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("f((", "f(("),
        ("if a:\n    b\n", "if a:\n    b\n"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\tx", "\tx"),
        ("", ""),
    ],
)
async def test_a_paste_comes_as_it_is_with_line_feeds(pasted: str, text: str) -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.post_message(events.Paste(pasted))
        await settle(pilot)
        assert app.editor.text == text
        assert app.asked == []


async def test_no_control_character_is_pasted_and_no_line_lost() -> None:
    app = PromptApp()
    odd = "".join(map(chr, [*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x202E]))
    async with app.run_test() as pilot:
        app.post_message(events.Paste(f"a{odd}b"))
        await settle(pilot)
        text = app.editor.text
        assert text.startswith("a")
        assert text.endswith("b")
        assert [c for c in text if not c.isprintable() and c not in "\t\n"] == []
        assert text.splitlines() == text.split("\n")
        assert app.editor.document.line_count == text.count("\n") + 1


async def test_a_paste_replaces_the_selection_and_is_undone_as_one() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"abc", "shift+left")
        app.post_message(events.Paste("1\n2\n3"))
        await settle(pilot)
        await pilot.press("x")
        assert app.editor.text == "ab1\n2\n3x"
        await pilot.press("ctrl+z", "ctrl+z")
        assert app.editor.text == "abc"


async def test_what_was_cut_is_pasted() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"ab", "shift+home", "ctrl+x", "ctrl+v", "ctrl+v")
        assert app.editor.text == "abab"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["x = 'some text' + 1\n", "word ", "a"])
async def test_five_megabytes_can_be_pasted_and_typed_after(unit: str) -> None:
    app = PromptApp()
    pasted = unit * (5_000_000 // len(unit))
    async with app.run_test() as pilot:
        app.post_message(events.Paste(pasted))
        await settle(pilot)
        type_in(app, "z")
        await settle(pilot)
        assert app.editor.text == pasted + "z"
        assert not app.editor.soft_wrap
        app.editor.clear_text()
        assert app.editor.soft_wrap


def _typed_by_itself(code: str, language: str) -> str:
    """What the text is after `code` was typed into an empty line, one character at a time."""
    text, caret = "", 0
    for character in code:
        place = pairs.Place(text, text[:caret], text[caret:], "")
        typing = pairs.typed(character, place, language)
        text = text[:caret] + typing.text + text[caret:]
        caret += 1 if typing.skips else typing.caret
    return text


_ATOMS = st.sampled_from(["x", "12", "'a b'", '"it\'s"', "f'{x}'", '"""a"""', "''", "'('", '"\\""'])
_CODE = st.recursive(
    _ATOMS,
    lambda code: st.one_of(
        st.builds("f({})".format, code),
        st.builds("[{}]".format, code),
        st.builds("{{{}: {}}}".format, code, code),
        st.builds("{} + {}".format, code, code),
        st.builds("({}, {})".format, code, code),
    ),
    max_leaves=6,
)


@given(code=_CODE, comment=st.sampled_from(["", "  # don't (", " # it's 'a'"]))
def test_code_typed_in_full_is_not_changed_by_closing(code: str, comment: str) -> None:
    assert _typed_by_itself(code + comment, "python") == code + comment


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("res = (d", False),
        ("if (d and", False),
        ("m = [x for x in range(10)", False),
        ('d = {"a": 1, "b": [1, 2', False),
        ("print(x)", True),
        ('print("hi', True),
    ],
)
async def test_enter_in_an_open_bracket_goes_on_with_the_code(typed: str, asks: bool) -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        type_in(app, typed)
        await pilot.press("enter")
        await settle(pilot)
        assert bool(app.named()) is asks
        assert ("\n" in app.editor.text) is not asks


async def test_before_code_is_coloured_it_is_in_the_language_of_the_kernelspec() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.code_language, app.editor.spec_language = "", "python"
        # Without a language the bracket in the string would count.
        type_in(app, "f(['a[3', {'b': 7}])")
        await settle(pilot)
        assert app.editor.text == "f(['a[3', {'b': 7}])"
