"""An open completion: what fits while one types on, and what choosing a match does."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.completion import MOST, CompletionState, Replacement
from tui.wire.introspection import Completion, Matches


def opened(
    code: str, matches: Sequence[str], start: int, end: int | None = None, cursor: int | None = None
) -> CompletionState:
    """A completion asked for at the code's end, or at `cursor`."""
    cursor = len(code) if cursor is None else cursor
    end = cursor if end is None else end
    return CompletionState(code, cursor, Completion(start, end, Matches(matches)))


def found(state: CompletionState) -> list[str]:
    return [state.text(place) for place in range(len(state))]


def done(code: str, edit: Replacement) -> str:
    """The code after an edit, with the cursor in it."""
    return f"{code[: edit.start]}{edit.text}|{code[edit.end :]}"


PATHS = ["pardir", "path", "pathconf", "pathsep", "PATHX"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("os.pa", PATHS),
        ("os.pat", ["path", "pathconf", "pathsep"]),
        ("os.paths", ["pathsep"]),
        ("os.PAT", ["PATHX"]),
        ("os.paT", ["path", "pathconf", "pathsep", "PATHX"]),
        ("os.paco", ["pathconf"]),
    ],
)
def test_what_is_typed_on_filters_by_beginning_then_in_any_case_then_by_letters(
    code: str, expected: list[str]
) -> None:
    state = opened("os.pa", PATHS, 3)
    assert state.follow(code, len(code))
    assert found(state) == expected


def test_deleting_what_was_typed_on_brings_matches_back() -> None:
    state = opened("os.pa", PATHS, 3)
    for code, fitting in [("os.paths", 1), ("os.path", 3), ("os.pa", 5), ("os.pathc", 1)]:
        assert state.follow(code, len(code))
        assert len(state) == fitting


@pytest.mark.parametrize(
    ("code", "cursor"),
    [
        pytest.param("os.p", 4, id="less than was asked for"),
        pytest.param("os.pa", 4, id="the cursor moved left"),
        pytest.param("os.pa ", 6, id="a space"),
        pytest.param("os.pa(", 6, id="a bracket"),
        pytest.param("os.paxyz", 8, id="nothing fits"),
        pytest.param("as.pat", 6, id="another beginning"),
        pytest.param("os.pat)", 6, id="another end"),
        pytest.param("", 0, id="all gone"),
        pytest.param("os.paths", 3, id="the cursor before the range"),
        pytest.param("os.pathsep", 10, id="nothing but what is typed"),
        pytest.param("os.qath", 7, id="another word"),
    ],
)
def test_it_ends_when(code: str, cursor: int) -> None:
    assert not opened("os.pa", PATHS, 3).follow(code, cursor)


def test_no_matches_are_nothing_to_choose_from() -> None:
    assert not opened("os.xx", [], 3).follow("os.xx", 5)


def test_the_cursor_may_stand_before_other_code() -> None:
    state = opened("f(os.pa, 1)", PATHS, 5, cursor=7)
    assert state.follow("f(os.pat, 1)", 8)
    assert done("f(os.pat, 1)", state.replacement(0)) == "f(os.path|, 1)"


def test_what_is_behind_the_cursor_is_replaced_when_the_range_says_so() -> None:
    state = opened("os.pasep + 1", PATHS, 3, 8, cursor=5)
    assert state.follow("os.pathsep + 1", 7)
    assert found(state) == ["path", "pathconf", "pathsep"]
    assert done("os.pathsep + 1", state.replacement(1)) == "os.pathconf| + 1"


@pytest.mark.parametrize(
    ("code", "cursor", "start", "text", "expected"),
    [
        pytest.param("os.pa", 5, 3, "path", "os.path|", id="a name"),
        pytest.param("os.pa", 5, 0, "os.path", "os.path|", id="all of a dotted name"),
        pytest.param("\\alpha", 6, 0, "α", "α|", id="a symbol for its name"),
        pytest.param("%ti", 3, 0, "%%time", "%%time|", id="a magic with its sign"),
        pytest.param("%ti", 3, 1, "time", "%time|", id="a magic without its sign"),
        pytest.param("%ti", 3, 1, "%time", "%time|", id="a sign that stands there"),
        pytest.param("%ti", 3, 1, "%%time", "%%time|", id="one more sign"),
        pytest.param("%%ti", 4, 2, "%%time", "%%time|", id="both signs stand there"),
        pytest.param("ti", 2, 0, "%time", "%time|", id="a magic for a plain name"),
        pytest.param('d["a"]', 4, 3, "ab", 'd["ab|"]', id="a key alone"),
        pytest.param('d["a"]', 4, 3, 'ab"]', 'd["ab"]|', id="a key that closes"),
        pytest.param('d["a"]', 4, 3, 'ab"', 'd["ab"|]', id="a key that closes its quote"),
        pytest.param('d["a', 4, 3, 'ab"]', 'd["ab"]|', id="nothing closed yet"),
        pytest.param("d['a']", 4, 2, "'ab'", "d['ab'|]", id="a key with both quotes"),
        pytest.param("d[]", 2, 2, "'ab'", "d['ab'|]", id="a key without a quote"),
        pytest.param("d['a']", 4, 2, '"ab"', 'd["ab"|]', id="a key in other quotes"),
        pytest.param("d['a']", 4, 2, '"ab"]', 'd["ab"]|', id="other quotes that close"),
        pytest.param("print(f)", 7, 6, "f()", "print(f()|)", id="brackets of its own"),
        pytest.param("print(f)", 7, 6, "foo(", "print(foo(|)", id="a bracket that opens"),
        pytest.param("f(d['a'])", 6, 5, "ab']", "f(d['ab']|)", id="closers inside of others"),
        pytest.param("ls di/x", 5, 3, "dir/", "ls dir/|x", id="a slash that stands there"),
        pytest.param("ls di", 5, 3, "dir/", "ls dir/|", id="a folder"),
        pytest.param("a\nb.x\nc", 5, 4, "xy", "a\nb.xy|\nc", id="between other lines"),
        pytest.param("x", 1, 0, "a\u202eb", "a‹U+202E›b|", id="what misleads the eye"),
    ],
)
def test_choosing_a_match_of_a_kernel(
    code: str, cursor: int, start: int, text: str, expected: str
) -> None:
    state = opened(code, [text], start, cursor=cursor)
    state.follow(code, cursor)
    assert done(code, state.replacement(0)) == expected


def test_magics_fit_with_and_without_their_signs() -> None:
    magics = ["%time", "%%time", "%timeit", "%%timeit"]
    for asked, typed, fitting in [
        ("ti", "timei", ["%timeit", "%%timeit"]),
        ("%ti", "%timei", ["%timeit", "%%timeit"]),
        ("%%ti", "%%timei", ["%%timeit"]),
    ]:
        state = opened(asked, magics, 0)
        assert state.follow(asked, len(asked))
        assert len(state) == 4
        assert state.extension() is None
        state.follow(typed, len(typed))
        assert found(state) == fitting
    assert state.emphasis("%%timeit") == (0, 7)
    state = opened("tim", magics, 0)
    assert state.emphasis("%%timeit") == (2, 5)


@pytest.mark.parametrize(
    ("code", "matches", "expected"),
    [
        ("os.pa", ["path", "pathconf", "pathsep"], "os.path|"),
        ("os.pa", ["pardir", "path"], None),
        ("os.PA", ["path", "pathconf"], "os.path|"),
        ("os.xy", ["path", "pathconf"], None),
        ("os.", ["path", "pathconf"], "os.path|"),
        ("os.path", ["path", "pathconf"], None),
    ],
)
def test_the_code_is_extended_as_far_as_all_agree(
    code: str, matches: list[str], expected: str | None
) -> None:
    state = opened(code, matches, 3)
    state.follow(code, len(code))
    edit = state.extension()
    assert (None if edit is None else done(code, edit)) == expected


def test_after_an_extension_the_same_matches_fit() -> None:
    state = opened("os.PA", ["path", "pathconf"], 3)
    state.follow("os.PA", 5)
    assert state.follow("os.path", 7)
    assert found(state) == ["path", "pathconf"]


def test_nothing_is_selected_before_the_first_move() -> None:
    state = opened("os.pa", PATHS, 3)
    assert state.selected is None
    assert not state.is_selected_typed
    state.follow("os.path", 7)
    assert state.selected is None


def test_the_selection_moves_and_wraps() -> None:
    state = opened("os.pa", PATHS, 3)
    places = []
    for step, around in [(-1, False), (1, False), (1, True), (-1, True), (-3, False), (-9, False)]:
        state.move(step, around=around)
        places.append(state.selected)
    assert places == [4, 4, 0, 4, 1, 0]


def test_what_is_typed_in_full_is_selected() -> None:
    state = opened("os.pa", PATHS, 3)
    state.select_best()
    assert state.selected == 0
    state.follow("os.path", 7)
    assert (state.selected, state.is_selected_typed) == (0, True)
    state = opened("a", ["ab", "a"], 0)
    state.select_best()
    assert (state.selected, state.is_selected_typed) == (1, True)


@given(
    st.lists(st.text("abAB%_", min_size=1, max_size=5), min_size=1, max_size=12, unique=True),
    st.text("abAB%_", max_size=3),
    st.text("abAB%_", max_size=3),
)
def test_whatever_is_typed_on_what_is_found_depends_on_it_alone(
    matches: list[str], asked: str, more: str
) -> None:
    step_by_step = opened(asked, matches, 0)
    for end in range(len(more) + 1):
        step_by_step.follow(asked + more[:end], len(asked) + end)
    at_once = opened(asked, matches, 0)
    at_once.follow(asked + more, len(asked) + len(more))
    assert found(step_by_step) == found(at_once)
    beginning = [text for text in matches if text.startswith(asked + more)]
    assert set(beginning) <= set(found(at_once))
    for place in range(len(at_once)):
        edit = at_once.replacement(place)
        assert done(asked + more, edit) == at_once.text(place) + "|"


def test_a_key_costs_at_most_ten_milliseconds_with_a_hundred_thousand_matches() -> None:
    matches = Matches([f"name_{number}" for number in range(100_000)])
    completion = Completion(3, 5, matches)
    spent: list[list[float]] = [[], [], [], []]
    for _ in range(5):
        state = CompletionState("os.na", 5, completion)
        state.select_best()
        for times, code in zip(spent, ("os.na", "os.nam", "os.naM", "os.nax"), strict=True):
            begun = time.process_time()
            state.follow(code, len(code))
            times.append(time.process_time() - begun)
    assert all(min(times) < 0.01 for times in spent)


def test_of_very_many_fitting_matches_the_first_are_told_apart() -> None:
    state = opened("os.na", [f"name_{number}" for number in range(3 * MOST)] + ["nb"], 3)
    assert not state.is_cut
    state.follow("os.nam", 6)
    assert (len(state), state.is_cut) == (MOST, True)
    assert state.extension() == Replacement(3, 6, "name_")
    state = opened("x", [*(f"xab{number}" for number in range(MOST)), "xac"], 0)
    state.follow("xa", 2)
    assert state.extension() is None
