"""From messages to events: what kernels really send, and anything else that is JSON."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.wire.decode import (
    count_of,
    decode_execute_reply,
    decode_input_request,
    decode_iopub,
    lines_of,
    object_of,
    origin_of,
    text_of,
)
from tui.wire.events import (
    CodeEchoed,
    DataDisplayed,
    DisplayUpdated,
    ErrorRaised,
    ExecuteReplied,
    InputRequested,
    IopubEvent,
    Origin,
    OutputCleared,
    StatusReported,
    StreamWritten,
    Unrecognised,
)
from tui.wire.message import Channel, Json, Message

PARENT: dict[str, Json] = {"msg_id": "cell", "session": "me", "username": "ann"}
ORIGIN = Origin("cell", "me", "ann")

# Random JSON, with the field names and words the decoder looks for, so that it gets past them.
_NAMES = (
    "msg_type msg_id session execution_state name text data transient display_id execution_count"
    " traceback ename evalue status payload prompt password pwd wait code metadata text/plain"
)
_TYPES = (
    "status execute_input stream display_data execute_result error update_display_data"
    " clear_output comm_open none"
)
_names = st.sampled_from(_NAMES.split())
_types = st.sampled_from(_TYPES.split())
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("stderr"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(_names | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
_objects = st.dictionaries(_names | st.text(), _json, max_size=6)


def iopub(msg_type: str, content: dict[str, Json]) -> Message:
    return Message(Channel.IOPUB, {"msg_type": msg_type}, content, PARENT)


DECODED: dict[str, tuple[str, dict[str, Json], IopubEvent]] = {
    "a status": ("status", {"execution_state": "idle"}, StatusReported(ORIGIN, "idle")),
    "a status without a state": ("status", {}, StatusReported(ORIGIN, "")),
    "a status with a null state": (
        "status",
        {"execution_state": None},
        StatusReported(ORIGIN, ""),
    ),
    "a state nobody knows stays a word": (
        "status",
        {"execution_state": "hibernating"},
        StatusReported(ORIGIN, "hibernating"),
    ),
    "code that begins to run": (
        "execute_input",
        {"code": "1", "execution_count": 3},
        CodeEchoed(ORIGIN, "1", 3),
    ),
    "code without a count": ("execute_input", {"code": "1"}, CodeEchoed(ORIGIN, "1", None)),
    "a count below zero is none": (
        "execute_input",
        {"code": "1", "execution_count": -1},
        CodeEchoed(ORIGIN, "1", None),
    ),
    "a count as text is none": (
        "execute_input",
        {"code": "1", "execution_count": "3"},
        CodeEchoed(ORIGIN, "1", None),
    ),
    "true is no count": (
        "execute_input",
        {"code": "1", "execution_count": True},
        CodeEchoed(ORIGIN, "1", None),
    ),
    "code as a list of lines": (
        "execute_input",
        {"code": ["a\n", "b"]},
        CodeEchoed(ORIGIN, "a\nb", None),
    ),
    "stdout": ("stream", {"name": "stdout", "text": "a"}, StreamWritten(ORIGIN, "stdout", "a")),
    "stderr": ("stream", {"name": "stderr", "text": "a"}, StreamWritten(ORIGIN, "stderr", "a")),
    "a stream of another name is stdout": (
        "stream",
        {"name": "stdlog", "text": "a"},
        StreamWritten(ORIGIN, "stdout", "a"),
    ),
    "a stream without a name": ("stream", {"text": "a"}, StreamWritten(ORIGIN, "stdout", "a")),
    "a stream without text": ("stream", {"name": "stderr"}, StreamWritten(ORIGIN, "stderr", "")),
    "a stream of a number": ("stream", {"text": 7}, StreamWritten(ORIGIN, "stdout", "7")),
    "a stream of an object": ("stream", {"text": {"a": 1}}, StreamWritten(ORIGIN, "stdout", "")),
    "a display": (
        "display_data",
        {"data": {"text/plain": "x"}, "metadata": {"a": 1}},
        DataDisplayed(ORIGIN, {"text/plain": "x"}, {"a": 1}),
    ),
    "a display without data": ("display_data", {}, DataDisplayed(ORIGIN, {}, {})),
    "a display whose parts are null": (
        "display_data",
        {"data": None, "metadata": None, "transient": None},
        DataDisplayed(ORIGIN, {}, {}),
    ),
    "a display whose data is text": (
        "display_data",
        {"data": "x", "metadata": "y", "transient": "z"},
        DataDisplayed(ORIGIN, {}, {}),
    ),
    "a display with an id": (
        "display_data",
        {"data": {}, "transient": {"display_id": "d"}},
        DataDisplayed(ORIGIN, {}, {}, "d"),
    ),
    "a display id that is a number is none": (
        "display_data",
        {"data": {}, "transient": {"display_id": 7}},
        DataDisplayed(ORIGIN, {}, {}),
    ),
    "a display id that is empty is none": (
        "display_data",
        {"data": {}, "transient": {"display_id": ""}},
        DataDisplayed(ORIGIN, {}, {}),
    ),
    "a result": (
        "execute_result",
        {"data": {"text/plain": "2"}, "metadata": {}, "execution_count": 1},
        DataDisplayed(ORIGIN, {"text/plain": "2"}, {}, None, True, 1),
    ),
    "a result without a count, of html only": (
        "execute_result",
        {"data": {"text/html": "<b>"}},
        DataDisplayed(ORIGIN, {"text/html": "<b>"}, {}, None, True, None),
    ),
    "an update": (
        "update_display_data",
        {"data": {"text/plain": "x"}, "transient": {"display_id": "d"}},
        DisplayUpdated(ORIGIN, "d", {"text/plain": "x"}, {}),
    ),
    "an update of nothing is of no use": (
        "update_display_data",
        {"data": {"text/plain": "x"}, "transient": None},
        Unrecognised(ORIGIN, "update_display_data without display_id"),
    ),
    "an error": (
        "error",
        {"ename": "E", "evalue": "v", "traceback": ["a", "b"]},
        ErrorRaised(ORIGIN, "E", "v", ("a", "b")),
    ),
    "an error whose traceback is one string": (
        "error",
        {"ename": "E", "evalue": "v", "traceback": "a\nb"},
        ErrorRaised(ORIGIN, "E", "v", ("a\nb",)),
    ),
    "an error without a traceback": (
        "error",
        {"ename": "E", "evalue": "v"},
        ErrorRaised(ORIGIN, "E", "v", ()),
    ),
    "an error whose traceback holds other things": (
        "error",
        {"ename": None, "evalue": 3, "traceback": ["a", None, 3, {}]},
        ErrorRaised(ORIGIN, "", "3", ("a", "", "3", "")),
    ),
    "an empty traceback string has no lines": (
        "error",
        {"ename": "E", "traceback": ""},
        ErrorRaised(ORIGIN, "E", "", ()),
    ),
    "clear at once": ("clear_output", {"wait": False}, OutputCleared(ORIGIN, False)),
    "clear at the next output": ("clear_output", {"wait": True}, OutputCleared(ORIGIN, True)),
    "clear without saying when": ("clear_output", {}, OutputCleared(ORIGIN, False)),
    "clear with a word for wait": ("clear_output", {"wait": "yes"}, OutputCleared(ORIGIN, False)),
    "a type nobody knows": ("comm_open", {"comm_id": "c"}, Unrecognised(ORIGIN, "comm_open")),
    "a type of none": ("none", {}, Unrecognised(ORIGIN, "none")),
    "no type at all": ("", {}, Unrecognised(ORIGIN, "")),
}


@pytest.mark.parametrize(
    ("msg_type", "content", "event"), DECODED.values(), ids=list(DECODED.keys())
)
def test_iopub(msg_type: str, content: dict[str, Json], event: IopubEvent) -> None:
    assert decode_iopub(iopub(msg_type, content)) == event


REPLIES: dict[str, tuple[dict[str, Json], ExecuteReplied]] = {
    "ok": ({"status": "ok", "execution_count": 2}, ExecuteReplied(ORIGIN, "ok", 2)),
    "no status is ok": ({}, ExecuteReplied(ORIGIN, "ok", None)),
    "a null status is ok": ({"status": None}, ExecuteReplied(ORIGIN, "ok", None)),
    "aborted": ({"status": "aborted"}, ExecuteReplied(ORIGIN, "aborted", None)),
    "abort, as bash_kernel says": (
        {"status": "abort", "execution_count": 4},
        ExecuteReplied(ORIGIN, "abort", 4),
    ),
    "any other word": ({"status": "meh"}, ExecuteReplied(ORIGIN, "meh", None)),
    "an error of the reply's own, as Deno's of compiling": (
        {"status": "error", "ename": "E", "evalue": "v", "traceback": "one string"},
        ExecuteReplied(ORIGIN, "error", None, "E", "v", ("one string",)),
    ),
    "an error as status ok, as octave's": (
        {"status": "ok", "ename": "E", "evalue": "v", "traceback": []},
        ExecuteReplied(ORIGIN, "ok", None, "E", "v"),
    ),
    "payloads": (
        {"status": "ok", "payload": [{"source": "page"}, "odd", None, {"source": "ask_exit"}]},
        ExecuteReplied(ORIGIN, "ok", None, payload=({"source": "page"}, {"source": "ask_exit"})),
    ),
    "a payload that is no list": (
        {"status": "ok", "payload": {"source": "page"}},
        ExecuteReplied(ORIGIN, "ok", None),
    ),
}


@pytest.mark.parametrize(("content", "event"), REPLIES.values(), ids=list(REPLIES.keys()))
@pytest.mark.parametrize("msg_type", ["execute_reply", "none", "kernel_reply"])
def test_execute_reply_whatever_its_type(
    content: dict[str, Json], event: ExecuteReplied, msg_type: str
) -> None:
    message = Message(Channel.SHELL, {"msg_type": msg_type}, content, PARENT)
    assert decode_execute_reply(message) == event


QUESTIONS: dict[str, tuple[dict[str, Json], str, bool]] = {
    "a question": ({"prompt": "name: ", "password": False}, "name: ", False),
    "a password": ({"prompt": "p", "password": True}, "p", True),
    "a password as pwd": ({"prompt": "p", "pwd": True}, "p", True),
    "no field at all": ({}, "", False),
    "a word is no yes": ({"prompt": None, "password": "no"}, "", False),
}


@pytest.mark.parametrize(
    ("content", "prompt", "password"), QUESTIONS.values(), ids=list(QUESTIONS.keys())
)
def test_input_request(content: dict[str, Json], prompt: str, password: bool) -> None:
    header: dict[str, Json] = {"msg_type": "input_request", "msg_id": "q"}
    message = Message(Channel.STDIN, header, content, PARENT)
    assert decode_input_request(message) == InputRequested(ORIGIN, prompt, password, header)


@pytest.mark.parametrize(
    ("parent", "origin"),
    [
        ({}, Origin()),
        ({"msg_id": "a"}, Origin("a")),
        ({"msg_id": None, "session": 3, "username": ["x"]}, Origin()),
    ],
    ids=["no parent", "an id only", "wrong types"],
)
def test_origin(parent: dict[str, Json], origin: Origin) -> None:
    assert origin_of(Message(Channel.IOPUB, {}, {}, parent)) == origin


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (["a", "b"], "ab"),
        (["a", 1, None, {}], "a1"),
        (1.5, "1.5"),
        (True, "?"),
        (None, "?"),
        ({}, "?"),
    ],
)
def test_text_of(value: Json, text: str) -> None:
    assert text_of(value, "?") == text


def test_small_parts_take_the_nearest_harmless_value() -> None:
    assert [count_of(value) for value in (0, 5, -1, 1.0, "1", True, None)] == [0, 5, *[None] * 5]
    assert object_of({"a": 1}) == {"a": 1}
    assert object_of([1]) == {}
    assert lines_of(7) == ()


@pytest.mark.parametrize("msg_type", ["stream", "error", "execute_input", "status"])
def test_lists_nested_as_deep_as_json_allows(msg_type: str) -> None:
    deep: Any = json.loads("[" * 900 + "]" * 900)
    content: dict[str, Json] = dict.fromkeys(
        ("text", "traceback", "code", "execution_state", "ename"), deep
    )
    decode_iopub(iopub(msg_type, content))
    decode_execute_reply(iopub(msg_type, {"status": deep, "traceback": deep}))


@given(header=_objects, parent=_objects, content=_objects, msg_type=_types)
def test_nothing_that_is_json_is_too_odd(
    header: dict[str, Json], parent: dict[str, Json], content: dict[str, Json], msg_type: str
) -> None:
    message = Message(Channel.IOPUB, {**header, "msg_type": msg_type}, content, parent)
    assert isinstance(decode_iopub(message), get_args(IopubEvent))
    replied = decode_execute_reply(message)
    assert isinstance(replied.status, str)
    assert all(isinstance(line, str) for line in replied.traceback)
    assert isinstance(decode_input_request(message).prompt, str)
