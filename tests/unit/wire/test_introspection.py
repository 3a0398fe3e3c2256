"""Requests for completion and inspection, and what is made of their answers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.wire.introspection import (
    Completion,
    Inspection,
    Match,
    Matches,
    complete_request,
    decode_completion,
    decode_inspection,
    inspect_request,
)
from tui.wire.message import Channel, Json, Message
from tui.wire.requests import Client

CLIENT = Client("session", "ann")

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def reply(
    matches: Json,
    start: Json = 3,
    end: Json = 5,
    types: Json = None,
    status: str = "ok",
) -> Message:
    content: dict[str, Json] = {
        "status": status,
        "matches": matches,
        "cursor_start": start,
        "cursor_end": end,
        "metadata": {"_jupyter_types_experimental": types},
    }
    return Message(Channel.SHELL, {}, content)


def said(text: str, start: Json = 3, end: Json = 5, kind: Json = "function") -> dict[str, Json]:
    return {"start": start, "end": end, "text": text, "type": kind, "signature": "(a, b=1)"}


def test_requests_count_code_points() -> None:
    complete = complete_request(CLIENT, "é.up", 4)
    assert complete.msg_type == "complete_request"
    assert complete.content == {"code": "é.up", "cursor_pos": 4}
    inspect = inspect_request(CLIENT, "len", 3, 1)
    assert inspect.msg_type == "inspect_request"
    assert inspect.content == {"code": "len", "cursor_pos": 3, "detail_level": 1}
    assert inspect.session == "session"
    assert inspect_request(CLIENT, "len", 3).content["detail_level"] == 0


def test_a_reply_of_ipython_keeps_order_kinds_and_signatures() -> None:
    types: list[Json] = [said("path", kind="<unknown>"), said("pathconf")]
    completion = decode_completion(reply(["path", "pathconf"], types=types), "os.pa", 5)
    assert completion == Completion(
        3, 5, Matches(["path", "pathconf"], [said("path", kind=""), said("pathconf")])
    )
    assert list(completion.matches) == [
        Match("path", "", "(a, b=1)"),
        Match("pathconf", "function", "(a, b=1)"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(3, 5, (3, 5), id="as the kernel says"),
        pytest.param(3, 7, (3, 7), id="past the cursor"),
        pytest.param(3, 99, (3, 8), id="past the end of the code"),
        pytest.param(-2, 5, (3, 5), id="from before the code"),
        pytest.param(5, 3, (3, 5), id="reversed"),
        pytest.param(6, 7, (3, 5), id="behind the cursor"),
        pytest.param(0, 0, (3, 5), id="before the cursor"),
        pytest.param(None, None, (3, 5), id="none at all"),
        pytest.param("3", 5.0, (3, 5), id="no integers"),
        pytest.param(True, 5, (3, 5), id="a truth value"),
        pytest.param(3, 10**30, (3, 8), id="beyond all code"),
    ],
)
def test_the_range_holds_the_cursor_whatever_the_kernel_says(
    start: Json, end: Json, expected: tuple[int, int]
) -> None:
    completion = decode_completion(reply(["path"], start, end), "os.pa.th", 5)
    assert (completion.start, completion.end) == expected


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        pytest.param([said("path", 0, 5), said("pardir", 0, 5)], (0, 5), id="all agree"),
        pytest.param([said("path", 0, 5), said("pardir", 3, 5)], (3, 5), id="they differ"),
        pytest.param([said("path", -1, 5), said("pardir", -1, 5)], (3, 5), id="negative"),
        pytest.param([said("path", 5, 0), said("pardir", 5, 0)], (3, 5), id="reversed"),
        pytest.param([said("path", 0, 5)], (3, 5), id="not of all"),
        pytest.param([said("a", 0, 5), said("b", 0, 5)], (3, 5), id="of other texts"),
        pytest.param([None, "x"], (3, 5), id="no objects"),
        pytest.param("x", (3, 5), id="no list"),
    ],
)
def test_another_range_counts_only_when_all_matches_agree_on_it(
    types: Json, expected: tuple[int, int]
) -> None:
    completion = decode_completion(reply(["path", "pardir"], types=types), "os.pa", 5)
    assert (completion.start, completion.end) == expected


def test_a_range_that_is_none_is_where_the_matches_overlap_with_what_is_typed() -> None:
    assert decode_completion(reply(["os.path"], None, None), "x = os.pa", 9).start == 4
    assert decode_completion(reply(["path"], None, None), "x = os.", 7).start == 7


def test_kinds_are_found_by_text_where_they_come_in_another_order() -> None:
    types: list[Json] = [said("b", kind="class"), said("other"), said("a", kind="module")]
    matches = decode_completion(reply(["a", "b", "c"], types=types), "os.pa", 5).matches
    assert [match.kind for match in matches] == ["module", "class", ""]


def test_matches_that_cannot_be_inserted_are_left_out_and_each_comes_once() -> None:
    matches: list[Json] = [
        "a",
        3,
        None,
        "a",
        "b\x1b[31m",
        "c\td\n",
        "\x9bm",
        "",
        "\udc80",
        ["x"],
        "e",
    ]
    types: list[Json] = [said(item if isinstance(item, str) else "?") for item in matches]
    completion = decode_completion(reply(matches, types=types), "os.pa", 5)
    assert completion.matches.texts == ("a", "c\td\n", "e")
    assert [match.kind for match in completion.matches] == ["function"] * 3


@pytest.mark.parametrize("message", [reply(["a"], status="error"), reply("a"), reply(None)])
def test_errors_and_other_types_are_no_matches(message: Message) -> None:
    completion = decode_completion(message, "os.pa", 5)
    assert completion == Completion(5, 5)
    assert not completion.matches


def test_a_reply_without_a_status_counts() -> None:
    message = Message(Channel.SHELL, {}, {"matches": ["a"], "cursor_start": 0, "cursor_end": 0})
    assert decode_completion(message, "", 0).matches.texts == ("a",)


@given(
    st.lists(_json | st.text(), max_size=4),
    _json | st.integers(-3, 12),
    _json | st.integers(-3, 12),
    _json | st.lists(st.builds(said, st.text(), st.integers(-3, 12), st.integers(-3, 12))),
    st.text(max_size=8),
    st.integers(0, 8),
)
def test_whatever_comes_the_range_lies_in_the_code(
    matches: list[Json], start: Json, end: Json, types: Json, code: str, cursor: int
) -> None:
    cursor = min(cursor, len(code))
    completion = decode_completion(reply(matches, start, end, types), code, cursor)
    assert 0 <= completion.start <= cursor <= completion.end <= len(code)
    for match in completion.matches:
        assert match.text and match.kind != "<unknown>"
        assert not any(ord(char) < 32 and char not in "\t\n" for char in match.text)


def test_a_hundred_thousand_matches_are_decoded_in_50_ms() -> None:
    names = [f"name_{number}" for number in range(100_000)]
    types: list[Json] = [said(name) for name in names]
    message = reply([*names], types=types)
    spent = []
    for _ in range(5):
        begun = time.process_time()
        matches = decode_completion(message, "os.na", 5).matches
        spent.append(time.process_time() - begun)
    assert len(matches) == 100_000
    assert matches[99_999] == Match("name_99999", "function", "(a, b=1)")
    assert min(spent) < 0.05


def test_matches_are_a_sequence() -> None:
    matches = Matches(["a", "b"], [said("a"), said("b")])
    assert matches[1:] == Matches(["b"], [said("b")])
    assert [match.text for match in reversed(matches)] == ["b", "a"]
    assert matches[-1].kind == "function"
    with pytest.raises(IndexError):
        matches[2]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"found": True, "data": {"text/plain": "x"}}, Inspection(True, {"text/plain": "x"})),
        ({"data": {"text/plain": "x"}}, Inspection(True, {"text/plain": "x"})),
        ({"found": False, "data": {"text/plain": "x"}}, Inspection()),
        ({"found": True, "data": {}}, Inspection()),
        ({"found": True, "data": "x"}, Inspection()),
        ({"found": True}, Inspection()),
        ({"status": "error", "found": True, "data": {"text/plain": "x"}}, Inspection()),
        ({}, Inspection()),
    ],
)
def test_inspections(content: dict[str, Json], expected: Inspection) -> None:
    assert decode_inspection(Message(Channel.SHELL, {}, content)) == expected
