"""Regular expressions: what is wrong with them, and that none takes long."""

from __future__ import annotations

import threading
import time

import pytest

from tui.model.history.expressions import LONGEST, has_capitals, matched, problem_of

TOO_LARGE = "The regular expression is too large."


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("(", "missing ) at position 1"),
        ("*a", "nothing to repeat at position 0"),
        ("[a", "unterminated character set at position 2"),
        (r"\p{Foo}", "unknown property at position 7"),
        ("(?P<a>b)(?P<a", "missing > at position 13"),
        ("(?(1)a)", "invalid group reference at position 3"),
        ("(?V1)a", "VERSION0 and VERSION1 flags are mutually incompatible"),
        ("(?a)(?u)a", "ASCII, LOCALE and UNICODE flags are mutually incompatible"),
        (r"\L<names>", "undefined named list at position 9"),
    ],
)
def test_what_is_wrong_is_said(expression: str, problem: str) -> None:
    assert problem_of(expression) == f"The regular expression is wrong: {problem}."


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("(a{1000}){1000}", id="repeated repetitions"),
        pytest.param("((a{1,}){100}){1000,}", id="with no upper end"),
        pytest.param("(?:" * 60 + "a" + "|b){2,3}" * 60, id="repeated in many levels"),
        pytest.param("(?:" * 60 + "a" + ")+" * 60, id="once or more in many levels"),
        pytest.param("[(]" + "(?:" * 60 + "a" + ")++" * 60, id="a bracket that is a letter"),
        pytest.param("a)" * 5 + "b" + "{999})" * 5, id="brackets too many"),
        pytest.param("a{99999999999999999}", id="repeated too often"),
        pytest.param("(" * 450 + ")" * 450, id="in very many levels"),
        pytest.param("a" * (LONGEST + 1), id="too long"),
    ],
)
def test_what_would_take_long_to_compile_is_refused_at_once(expression: str) -> None:
    begun = time.process_time()
    assert problem_of(expression) == TOO_LARGE
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "expression",
    [r"\d{4}-\d{2}-\d{2}", "a+b+c+d+e+f+g+h+i+j+k+l+m+n+", "(?:(?:ab+)+c)+", "x{,999}", "a{20000}"],
)
def test_what_is_usual_is_not(expression: str) -> None:
    assert problem_of(expression) == ""


def test_an_expression_that_tries_everything_ends_and_has_not_matched() -> None:
    assert problem_of("(x+x+)+[yz]") == ""
    begun = time.process_time()
    assert list(matched("(x+x+)+[yz]", False, "x" * 4_000 + "w")) == []
    assert time.process_time() - begun < 1


def test_what_was_found_before_the_time_is_over_stays() -> None:
    assert list(matched("(x+x+)+[yz]", False, "xxz" + "x" * 4_000 + "w")) == [(0, 3)]


def test_others_go_on_while_an_expression_searches() -> None:
    text = "x" * 5_000_000
    searching = threading.Thread(target=lambda: list(matched("(x+x+)+[yz]", False, text)))
    begun = time.thread_time()
    searching.start()
    while searching.is_alive():
        pass
    assert time.thread_time() - begun > 0.05


@pytest.mark.parametrize(
    ("expression", "has"),
    [
        ("plot", False),
        ("Plot", True),
        ("[A-F]", True),
        (r"\S\W\B\AZ", True),
        (r"\S\W\B\A", False),
        (r"\p{Lu}\N{LATIN SMALL LETTER A}", False),
        (r"(?P<Name>a)(?P=Name)(?&Name)(?R)", False),
        (r"(?<=A)b", True),
        (r"\\A", True),
    ],
)
def test_capitals_count_where_they_are_looked_for(expression: str, has: bool) -> None:
    assert has_capitals(expression) is has
