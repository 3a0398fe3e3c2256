"""Which inputs the history keeps."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.history.ignoring import _matches, is_kept


@pytest.mark.parametrize(
    ("code", "ignored", "kept"),
    [
        pytest.param("x = 1", [], True, id="an input"),
        pytest.param("", [], False, id="nothing"),
        pytest.param(" \n\t", [], False, id="blanks"),
        pytest.param(" x = 1", [], False, id="a space before it"),
        pytest.param("\tx = 1", [], True, id="a tab before it"),
        pytest.param("\n x = 1", [], True, id="a line break before a space"),
        pytest.param("ls", ["ls"], False, id="a pattern"),
        pytest.param("\nls\n", ["ls"], False, id="a pattern within white space"),
        pytest.param("ls -l", ["ls"], True, id="a pattern that is not all of it"),
        pytest.param("LS", ["ls"], True, id="a pattern in other case"),
        pytest.param("ls -l", ["exit", "ls *"], False, id="one of the patterns"),
        pytest.param("%%bash\nrm x\nls", ["%%bash*ls"], False, id="a star over lines"),
        pytest.param("token = 'x'", ["*token*"], False, id="stars around"),
        pytest.param("a1", ["[a-c]?"], False, id="one of some characters and any one"),
        pytest.param("d1", ["[a-c]?"], True, id="none of them"),
        pytest.param("[a", ["[a"], False, id="an open bracket"),
        pytest.param("x", [""], True, id="an empty pattern"),
    ],
)
def test_an_input_is_kept(code: str, ignored: list[str], kept: bool) -> None:
    assert is_kept(code, ignored) is kept


@given(st.text(), st.lists(st.text("*?[]!-^&|~a\\\ud800\0\n"), max_size=3))
def test_any_text_and_pattern_can_be_asked_about(code: str, ignored: list[str]) -> None:
    if is_kept(code, ignored):
        assert is_kept(code, [])
    assert not is_kept(code, [*ignored, "*"])


@given(st.text("ab*\n", max_size=8), st.text("ab\n", max_size=10))
def test_pieces_match_as_the_pattern_does(pattern: str, text: str) -> None:
    assert _matches(text, pattern) == fnmatchcase(text, pattern)
