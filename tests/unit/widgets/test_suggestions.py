"""Which input is suggested, which part of it, and how it is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.prompt.suggestions import REACH, Suggestions, first_word, ghost
from tui.widgets.prompt.walk import LONGEST

TEXTS = st.text("ab) ", max_size=4)


def _newest(entries: list[str], before: str, after: str) -> str:
    for entry in entries:
        rest = entry[len(before) : len(entry) - len(after)]
        if entry == before + rest + after and rest.strip():
            return rest
    return ""


@given(entries=st.lists(TEXTS), typed=st.lists(st.tuples(TEXTS, st.sampled_from(["", ")", "))"]))))
def test_the_newest_that_fits_is_found_whatever_was_typed_before(
    entries: list[str], typed: list[tuple[str, str]]
) -> None:
    suggestions = Suggestions(entries)
    for before, after in typed:
        assert suggestions.rest(before, after) == _newest(entries, before, after)


def test_while_the_typing_goes_on_each_input_is_looked_at_once() -> None:
    looked_at = 0

    class Entry(str):
        """An input that notes when it is looked at."""

        def startswith(self, *arguments: object) -> bool:
            nonlocal looked_at
            looked_at += 1
            return super().startswith(*arguments)  # type: ignore[arg-type]

    suggestions = Suggestions([Entry(f"x{number}") for number in range(1000)])
    typed = ["x", "x9", "x99", "x999", "x9999"]
    assert [suggestions.rest(text) for text in typed] == ["0", "0", "0", "", ""]
    assert looked_at < 1100


def test_only_so_many_are_looked_through() -> None:
    suggestions = Suggestions([*["x"] * REACH, "abc"])
    assert suggestions.rest("a") == ""
    assert Suggestions([*["x"] * (REACH - 1), "abc"]).rest("a") == "bc"


def test_the_rest_is_clean_and_too_long_inputs_are_left_out() -> None:
    assert Suggestions(["a" * (LONGEST + 1), "a\x1b[2J\r\nb"]).rest("a") == "␛[2J\nb"


@pytest.mark.parametrize(
    ("rest", "word"),
    [
        ("port numpy as np", "port"),
        (" numpy as np", " numpy"),
        (".path.join(a)", "."),
        ("path.join(a)", "path"),
        ("\n    return 1", "\n    return"),
        ("  ", "  "),
        ("", ""),
        (" ) + 合計", " )"),
        ("合計 + 1", "合計"),
    ],
)
def test_a_word_is_taken_with_the_blanks_before_it(rest: str, word: str) -> None:
    assert first_word(rest) == word


@pytest.mark.parametrize(
    ("rest", "cells", "drawn"),
    [
        ("rest", 4, "rest"),
        ("rest", 3, "re…"),
        ("a\n    b\n\n  c", 20, "a ↵ b ↵ c"),
        ("\n    b", 20, " ↵ b"),
        ("a\tb", 20, "a b"),
        ("合計", 4, "合計"),
        ("合計", 3, "合…"),
        ("合計", 2, " …"),
        ("x" * 1000, 2000, "x" * 500 + "…"),
        ("", 20, ""),
    ],
)
def test_ghost_text_is_one_line_that_fits(rest: str, cells: int, drawn: str) -> None:
    assert ghost(rest, cells) == drawn


@given(rest=st.text("a合\n\t ", max_size=20), cells=st.integers(2, 30))
def test_ghost_text_is_never_wider_than_its_room(rest: str, cells: int) -> None:
    drawn = ghost(rest, cells)
    assert cell_len(drawn) <= cells
    assert "\n" not in drawn
    assert "\t" not in drawn
