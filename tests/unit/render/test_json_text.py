"""JSON as terminal text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.sgr_texts import PALETTE, check_text, cpu_of, marked, plain
from tui.render.json_text import DEEPEST, MOST_LINES, SHOWN_LINES, json_lines, json_outline
from tui.wire.message import Json

SHOWN: dict[str, tuple[Json, str]] = {
    "a string": ("x", '<green:"x">'),
    "a string with quotes and line feeds": ('"\n\\', '<green:"\\"\\n\\\\">'),
    "a string of any script": ("日é", '<green:"日é">'),
    "a string that steers": ("\x1b[2J\x9b\u202e", '<green:"\\u001b[2J‹U+009B›‹U+202E›">'),
    "half a character": ("\ud800", '<green:"\ufffd">'),
    "a number": (12, "<cyan:12>"),
    "a number with a fraction": (-1.5e300, "<cyan:-1.5e+300>"),
    "no number": (float("nan"), "<cyan:NaN>"),
    "no end": (float("-inf"), "<cyan:-Infinity>"),
    "constants": ([True, False, None], "[<yellow:true>, <yellow:false>, <yellow:null>]"),
    "a large integer": (10**30, "<cyan:1000000000000000000000000000000>"),
    "an integer nobody reads": (10**10_000, "<d:… an integer of 33,220 bits>"),
    "nothing in it": ([{}, []], "[{}, []]"),
    "an object": ({"a": 1}, '{<magenta:"a">: <cyan:1>}'),
    "an object that does not fit": (
        {"first": "a value", "second": [1, 2]},
        '{\n  <magenta:"first">: <green:"a value">,\n  <magenta:"second">: [<cyan:1>, <cyan:2>]\n}',
    ),
    "objects within each other": (
        {"a": {"b": {}, "c": [{"d": 1}]}},
        '{\n  <magenta:"a">: {\n    <magenta:"b">: {},\n    <magenta:"c">: [\n'
        '      {<magenta:"d">: <cyan:1>}\n    ]\n  }\n}',
    ),
    "a matrix": ([[1, 2], [3, 4]], "[\n  [<cyan:1>, <cyan:2>],\n  [<cyan:3>, <cyan:4>]\n]"),
    "a long string": ("x" * 3000, '<green:"' + "x" * 1000 + '"><d:… 2,000 more characters>'),
    "a long name": (
        {"k" * 300: 1},
        '{\n  <magenta:"' + "k" * 200 + '"><d:… 100 more characters>: <cyan:1>\n}',
    ),
}


@pytest.mark.parametrize(("value", "text"), SHOWN.values(), ids=list(SHOWN.keys()))
def test_values(value: Json, text: str) -> None:
    shown = json_lines(value, 24, PALETTE)
    assert marked(shown) == text
    check_text(shown)


def deep(levels: int, *, objects: bool = False) -> Json:
    value: Json = {"a": 1, "b": [1]}
    for _ in range(levels):
        value = {"x": value, "y": [[0]]} if objects else [value]
    return value


@pytest.mark.parametrize("objects", [False, True])
def test_deep_values_are_folded(objects: bool) -> None:
    lines = plain(json_lines(deep(100_000, objects=objects), 80, PALETTE))
    inner = '"x": {… 2 keys},' if objects else "[… 1 item]"
    assert lines[DEEPEST] == " " * 2 * DEEPEST + inner
    assert len(lines) < 200


def test_many_lines_are_cut_off() -> None:
    lines = plain(json_lines([[[n]] for n in range(1_000_000)], 80, PALETTE))
    assert lines[-1] == "… more: only 10,000 lines are shown"
    assert len(lines) == MOST_LINES + 1
    assert len(json_lines(["x" * 5000] * 100_000, 80, PALETTE)) < 1_100_000


def test_time() -> None:
    rows: Json = [
        {"name": f"n{n}", "values": [n, n + 0.5], "of": {"a": [[n]]}} for n in range(2000)
    ]
    assert cpu_of(lambda: json_lines(rows, 80, PALETTE)) < 0.5
    many: Json = [{"x": list(range(39)), "y": "z"}] * 1_000_000
    assert cpu_of(lambda: json_lines(many, 10, PALETTE), rounds=1) < 1.5


_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(_values, st.integers(1, 60))
def test_no_value_is_too_odd(value: Any, width: int) -> None:
    check_text(json_lines(value, width, PALETTE))


_readable: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab "\\\n日', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_readable, st.integers(1, 60))
def test_what_is_shown_is_the_value(value: Any, width: int) -> None:
    assert json.loads("\n".join(plain(json_lines(value, width, PALETTE)))) == value


def test_a_small_value_is_shown_as_a_whole() -> None:
    value: Json = {"a": [1, {"b": "x"}]}
    assert json_outline(value, 80, PALETTE) == json_lines(value, 80, PALETTE)


def test_of_a_large_value_it_is_shown_what_it_is_made_of() -> None:
    value: Json = {"items": [{"n": n, "of": [n] * 50} for n in range(3_400)], "last": True}
    lines = plain(json_outline(value, 60, PALETTE))
    assert len(lines) <= SHOWN_LINES + 1
    assert lines[-1] == "… not all of 2 keys: Enter on this output opens the tree"
    lines = plain(json_outline([["x" * 70]] * 3_400, 60, PALETTE))
    assert lines[-3:] == [
        "  … 3,388 more",
        "]",
        "… not all of 3,400 items: Enter on this output opens the tree",
    ]


def test_what_is_to_be_expanded_is() -> None:
    value: Json = [[[n], [n]] for n in range(200)]
    assert json_outline(value, 4, PALETTE, {"expanded": True}) == json_lines(value, 4, PALETTE)
    assert len(plain(json_outline(value, 4, PALETTE, {"expanded": 1}))) <= SHOWN_LINES + 1


def test_the_name_of_the_whole() -> None:
    assert plain(json_outline([1], 60, PALETTE, {"root": "data"})) == ['"data": [1]']
    assert plain(json_outline([1], 60, PALETTE, {"root": "root"})) == ["[1]"]
    assert plain(json_outline([1], 60, PALETTE, {"root": ["x"]})) == ["[1]"]
    assert plain(json_outline([1], 60, PALETTE, "x")) == ["[1]"]
    check_text(json_outline([1], 60, PALETTE, {"root": "\x1b[2J"}))


@given(_values, st.integers(1, 60))
def test_no_value_is_too_odd_for_an_outline(value: Any, width: int) -> None:
    check_text(json_outline([value] * 30, width, PALETTE))
