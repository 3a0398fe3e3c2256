"""JSON as a tree whose rows are made when they are opened."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.sgr_texts import cpu_of
from tui.model.json_text import path_text, places_of, step_text, written
from tui.model.json_tree import MOST_OPENED, JsonTree, Row
from tui.model.tables.progress import Cancelled, Progress
from tui.wire.message import Json

VALUE: Json = {"a": [1, {"b": "x"}, []], "c": {}, "d": {"e": {"f": None}}}


def shown(tree: JsonTree) -> list[str]:
    """The rows: how deep, open or not, the path."""
    lines = []
    for number in range(len(tree)):
        row = tree.row(number)
        sign = ("-" if row.is_open else "+") if row.can_open else " "
        lines.append(f"{row.depth}{sign}{path_of(tree, row)}")
    return lines


def path_of(tree: JsonTree, row: Row) -> str:
    return path_text([step_text(*step) for step in tree.steps(row)])


def test_opening_and_closing() -> None:
    tree = JsonTree(VALUE)
    assert shown(tree) == ["0+$"]
    assert tree.open(0)
    assert not tree.open(0)
    assert shown(tree) == ["0-$", "1+$.a", "1 $.c", "1+$.d"]
    assert not tree.open(2)
    assert tree.open(1)
    assert tree.open(3)
    assert shown(tree) == [
        *("0-$", "1-$.a", "2 $.a[0]", "2-$.a[1]", "3 $.a[1].b", "2 $.a[2]", "1 $.c", "1+$.d")
    ]
    assert tree.row_of_parent(4) == 3
    assert tree.row_of_parent(5) == 1
    assert tree.row_of_parent(7) == 0
    assert tree.row_of_parent(0) == 0
    assert tree.close(1)
    assert not tree.close(1)
    assert shown(tree) == ["0-$", "1+$.a", "1 $.c", "1+$.d"]
    assert tree.close(0)
    assert shown(tree) == ["0+$"]


def test_all_below() -> None:
    tree = JsonTree(VALUE)
    assert tree.open_below(0)
    assert shown(tree)[-3:] == ["1-$.d", "2-$.d.e", "3 $.d.e.f"]
    assert len(tree) == 10
    # What was open is closed and opened with the rest.
    assert tree.open_below(1)
    assert len(tree) == 10


def test_a_value_is_revealed() -> None:
    tree = JsonTree(VALUE)
    row = tree.reveal((2, 0, 0))
    assert path_of(tree, tree.row(row)) == "$.d.e.f"
    assert shown(tree) == [
        *("0-$", "1+$.a", "1 $.c", "1-$.d", "2-$.d.e", "3 $.d.e.f"),
    ]
    row = tree.reveal((0, 1, 0))
    assert path_of(tree, tree.row(row)) == "$.a[1].b"
    assert tree.reveal(()) == 0
    assert len(tree) == 10


def test_plain_values() -> None:
    plain: list[Json] = ["x", 1, None, [], {}]
    for value in plain:
        tree = JsonTree(value)
        assert not tree.open(0)
        assert not tree.close(0)
        assert len(tree) == 1


_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers(0, 9) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=4)
    ),
    max_leaves=15,
)


def open_rows(value: Json, opened: set[tuple[int, ...]], path: tuple[int, ...]) -> list[object]:
    """The paths of the rows that are to be seen, by the definition."""
    rows: list[object] = [path]
    items: list[Json] = []
    if isinstance(value, dict):
        items = [*value.values()]
    elif isinstance(value, list):
        items = value
    if path in opened:
        for number, item in enumerate(items):
            rows += open_rows(item, opened, (*path, number))
    return rows


@given(_values, st.lists(st.tuples(st.sampled_from("ocbr"), st.integers(0, 30)), max_size=20))
def test_any_steps_show_what_is_open(value: Json, steps: list[tuple[str, int]]) -> None:
    tree = JsonTree(value)
    for step, number in steps:
        row = number % len(tree)
        match step:
            case "o":
                tree.open(row)
            case "c":
                tree.close(row)
            case "b":
                tree.open_below(row, most=12)
            case _:
                path = tree.path(tree.row(row))
                tree.close(0)
                assert tree.path(tree.row(tree.reveal(path))) == path
        rows = [tree.row(each) for each in range(len(tree))]
        opened = {tree.path(each) for each in rows if each.is_open}
        assert [tree.path(each) for each in rows] == open_rows(value, opened, ())
        for each in range(1, len(tree)):
            parent = tree.path(tree.row(tree.row_of_parent(each)))
            assert parent == tree.path(rows[each])[:-1]


def deep(levels: int) -> Json:
    value: Json = "needle"
    for _ in range(levels):
        value = [0, value]
    return value


def test_five_million_items_are_open_at_once() -> None:
    many: Json = list(range(5_000_000))
    tree = JsonTree({"many": many, "more": 1})
    tree.open(0)
    assert cpu_of(lambda: (tree.open(1), tree.row(4_000_000), tree.close(1)), rounds=3) < 0.005
    tree.open(1)
    assert tree.row(4_000_002).value == 4_000_000
    assert tree.row(5_000_002).name == "more"
    assert not tree.open_below(0)
    assert len(tree) < 5_000_003 + MOST_OPENED


def test_a_hundred_thousand_levels() -> None:
    value: Json = deep(100_000)
    tree = JsonTree(value)
    assert not tree.open_below(0)
    assert len(tree) <= MOST_OPENED + 2
    assert places_of(value, "needle", Progress()) == [(1,) * 100_000]
    row = tree.reveal((1,) * 100_000)
    assert tree.row(row).value == "needle"
    text = written(value, 1_000_000_000, Progress())
    assert text is not None
    assert text.count("[") == 100_000


def test_what_is_found() -> None:
    value: Json = {"Key": "x", "b": ["key", True, 1.5, None], "c": {"d": {"keys": []}}}
    assert places_of(value, "key", Progress()) == [(0,), (1, 0), (2, 0, 0)]
    assert places_of(value, "Key", Progress()) == [(0,)]
    assert places_of(value, "true", Progress()) == [(1, 1)]
    assert places_of(value, "1.5", Progress()) == [(1, 2)]
    assert places_of("some words", "words", Progress()) == [()]


def test_finding_is_bounded_and_ends_when_it_is_not_wanted() -> None:
    many: Json = ["x"] * 100_000
    assert len(places_of(many, "x", Progress())) == 10_000
    progress = Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        places_of(["y"] * 100_000, "x", progress)
    with pytest.raises(Cancelled):
        written(["y"] * 100_000, 10_000_000, progress)


@given(_values)
def test_what_is_written_is_the_value(value: Any) -> None:
    text = written(value, 1_000_000, Progress())
    assert text is not None
    assert text == value if isinstance(value, str) else json.loads(text) == value


def test_what_is_too_long_is_not_written() -> None:
    assert written("x" * 11, 10, Progress()) is None
    assert written([1] * 1_000_000, 1_000, Progress()) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a", ".a"),
        ("größe", ".größe"),
        ("a b", '["a b"]'),
        ("", '[""]'),
        ('"', '["\\""]'),
        ("1", '["1"]'),
        ("\x1b", '["\\u001b"]'),
        ("\u202e", '["‹U+202E›"]'),
        (None, "[7]"),
    ],
)
def test_steps_of_a_path(name: str | None, text: str) -> None:
    assert step_text(name, 7) == text
