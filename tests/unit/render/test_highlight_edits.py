"""Colours of code that is being edited: those of the whole text, from lexing next to nothing."""

from __future__ import annotations

import asyncio
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.render.highlight import HIGHLIGHT_LIMIT, add_spans, lexer_for, spans
from tui.widgets.prompt import colours as colours_module
from tui.widgets.prompt.colours import Colours
from tui.widgets.prompt.lexed_lines import LexedLines
from tui.widgets.prompt.line_lexer import rules_of

CODE = '''def fit(values, weights=None):
    """Return the mean."""
    total = 0.0
    for index, value in enumerate(values):
        total += value * weights[index]  # weighted

    return {"mean": f"{total / len(values):.2f}"}

%timeit fit([1, 2])
!ls'''
LINES = CODE.split("\n")
PIECES = (
    '"""',
    "'''",
    '"',
    "'",
    "`",
    "#",
    "\\",
    "\n",
    "\n\n",
    "(",
    "{",
    "}",
    "async",
    "def ",
    "class",
    'f"{',
    "%",
    "%%bash\n",
    "%%time\n",
    "!",
    "?",
    " ",
    "x",
    "1",
    "/*",
    "*/",
    "中",
    CODE,
)
Edit = tuple[int, int, str]
EDITS = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from([0, 0, 1, 3, 40]), st.sampled_from(PIECES)),
    min_size=1,
    max_size=25,
)


def exact(text: str, language: str) -> list[list[tuple[int, int, str]]]:
    return [list(line) for line in spans(text, language)]


def shown(colours: Colours, text: str) -> list[list[tuple[int, int, str]]]:
    return [list(colours.line(row)) for row in range(text.count("\n") + 1)]


def edited(text: str, edit: Edit) -> str:
    start, deleted, piece = edit
    start = min(start, len(text))
    return text[:start] + piece + text[start + deleted :]


async def settle(colours: Colours) -> None:
    while (wait := colours.wait) is not None:
        await asyncio.sleep(wait)
        await colours.advance()


@pytest.mark.parametrize("language", ["ipython3", "python"])
@settings(max_examples=60, deadline=None)
@given(edits=EDITS)
def test_after_every_edit_of_python_the_colours_are_those_of_the_whole_text(
    language: str, edits: list[Edit]
) -> None:
    colours, text = Colours(), CODE
    with mock.patch.object(colours_module, "_CHARACTERS_AT_ONCE", HIGHLIGHT_LIMIT):
        for edit in edits:
            text = edited(text, edit)
            colours.change(text.split("\n"), language)
            assert shown(colours, text) == exact(text, language)


@pytest.mark.parametrize("language", ["ipython3", "r", "bash", "javascript", "julia", "c++"])
@settings(max_examples=15, deadline=None)
@given(edits=EDITS)
def test_once_the_typing_pauses_the_colours_are_those_of_the_whole_text(
    language: str, edits: list[Edit]
) -> None:
    colours, text = Colours(), CODE
    pauses: dict[str, float] = {"_CHARACTERS_AT_ONCE": 100, "_SLICE": 100, "_LINES_AT_ONCE": 5}
    pauses |= {"_BETWEEN_SLICES": 0, "_PAUSE": 0, "_LONG_PAUSE": 0}
    with mock.patch.dict(vars(colours_module), pauses):
        for number, edit in enumerate(edits):
            text = edited(text, edit)
            colours.change(text.split("\n"), language)
            colours.line(0)
            if number % 3 == 0:
                asyncio.run(colours.advance())
        asyncio.run(settle(colours))
        assert shown(colours, text) == exact(text, language)


@pytest.mark.parametrize("quote", ["'''", '"""', "f'''"])
def test_a_string_opened_or_closed_above_colours_what_is_below(quote: str) -> None:
    colours = Colours()
    for lines in (
        [*LINES, *LINES],
        [*LINES, quote, *LINES],
        [*LINES, quote, "a = 1", quote[-3:], *LINES],
        [*LINES, "a = 1", quote[-3:], *LINES],
        [*LINES, *LINES],
    ):
        colours.change(lines, "python")
        text = "\n".join(lines)
        assert shown(colours, text) == exact(text, "python")


def test_a_quote_closed_below_is_seen_at_once_where_the_language_knows_no_open_strings() -> None:
    colours = Colours()
    for lines in (["x <- 'a", "b <- 1", "c"], ["x <- 'a", "b <- 1", "c'"]):
        colours.change(lines, "r")
        assert shown(colours, "\n".join(lines)) == exact("\n".join(lines), "r")


def test_a_key_lexes_as_many_lines_of_a_long_text_as_of_a_short_one() -> None:
    counts = []
    for repeats in (3, 100):
        colours, lines = Colours(), LINES * repeats
        colours.change(lines, "ipython3")
        colours.line(0)
        row = len(lines) // 2
        asyncio.run(settle(colours))
        with mock.patch("tui.widgets.prompt.lexed_lines.add_spans", wraps=add_spans) as lexed:
            for column in range(10):
                lines[row] = lines[row][:column] + "y" + lines[row][column:]
                colours.change(lines, "ipython3")
                colours.line(row)
        counts.append(lexed.call_count)
    assert counts[0] == counts[1]
    # Of each key the line itself, perhaps the one before, and perhaps what comes between.
    assert counts[0] <= 30


def test_a_long_text_is_lexed_in_slices() -> None:
    lines = LINES * 100
    lexed = LexedLines(rules_of("python") or pytest.fail("Python has rules"))
    lexed.take(lines)
    lexed.advance(1000)
    assert 0 < sum(map(bool, lexed.spans)) <= 40
    while not lexed.is_finished:
        lexed.advance(1000)
    assert [list(each) for each in lexed.spans] == exact("\n".join(lines), "python")


def test_lines_below_an_edit_keep_their_colours_until_they_are_lexed() -> None:
    lexed = LexedLines(rules_of("python") or pytest.fail("Python has rules"))
    lexed.take(LINES)
    lexed.advance(HIGHLIGHT_LIMIT)
    before = lexed.spans[-3:]
    lexed.take(["'''", *LINES])
    lexed.advance(1)
    assert lexed.spans[-3:] == before


@pytest.mark.parametrize("language", ["", "no such language", "text"])
def test_text_without_a_lexer_has_no_colours_and_nothing_follows(language: str) -> None:
    colours = Colours()
    colours.change(LINES, language)
    assert not any(shown(colours, CODE))
    assert colours.wait is None


def test_too_long_a_text_has_no_colours_until_it_is_short_again() -> None:
    colours = Colours()
    colours.change(["x = 1"] * HIGHLIGHT_LIMIT, "python")
    assert colours.line(0) == ()
    colours.change(["x = 1"], "python")
    assert colours.line(0)


def test_another_language_gives_other_colours() -> None:
    colours = Colours()
    for language in ("python", "bash", "c++", "", "python"):
        colours.change(LINES, language)
        assert shown(colours, CODE) == exact(CODE, language)


@pytest.mark.parametrize("language", ["python", "ipython3", "r", "julia", "bash", "rust", "go"])
def test_the_lexers_of_many_kernels_can_begin_anywhere(language: str) -> None:
    assert rules_of(language) is lexer_for(language)


@pytest.mark.parametrize("language", ["c++", "html+php", ""])
def test_lexers_that_are_more_than_rules_are_left_alone(language: str) -> None:
    assert rules_of(language) is None
