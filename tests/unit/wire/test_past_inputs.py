"""History requests and their replies, however odd."""

from __future__ import annotations

import pytest

from tui.wire.message import Channel, Json, Message
from tui.wire.past_inputs import (
    PastInput,
    decode_expression,
    decode_past_inputs,
    expression_request,
    range_request,
    search_request,
)
from tui.wire.requests import Client

CLIENT = Client("session", "ana")


def answer(**content: Json) -> Message:
    return Message(Channel.SHELL, {"msg_type": "history_reply"}, content, {})


def test_a_range_is_asked_for_as_it_was_entered() -> None:
    request = range_request(CLIENT, -2, 4, 7, output=True)
    assert request.msg_type == "history_request"
    assert request.content == {
        "hist_access_type": "range",
        "raw": True,
        "output": True,
        "session": -2,
        "start": 4,
        "stop": 7,
    }


def test_a_search_is_bounded() -> None:
    content = search_request(CLIENT, "*x*", 50).content
    assert (content["hist_access_type"], content["pattern"], content["n"]) == ("search", "*x*", 50)


def test_an_expression_leaves_no_trace() -> None:
    content = expression_request(CLIENT, "1").content
    assert content["silent"] is True
    assert content["store_history"] is False


@pytest.mark.parametrize(
    ("history", "inputs"),
    [
        pytest.param([[0, 1, "x"]], [PastInput(0, 1, "x")], id="without outputs"),
        pytest.param(
            [[3, 2, ["x", "7"]]], [PastInput(3, 2, "x", "7")], id="with an output as text"
        ),
        pytest.param([[0, 1, ["x", None]]], [PastInput(0, 1, "x")], id="with no output"),
        pytest.param([[0, 1, ["x"]]], [PastInput(0, 1, "x")], id="a pair of one"),
        pytest.param([[0, 0, ""], [0, 1, "x"]], [PastInput(0, 1, "x")], id="the empty item 0"),
        pytest.param(
            [[0, 1, 7], [0, True, "x"], [0, 1], "x", None, {"a": 1}, [None, None, None], []],
            [],
            id="items that are no inputs",
        ),
        pytest.param([[2**80, 1, "x"]], [], id="a session number no database takes"),
        pytest.param("all of it", [], id="no list at all"),
        pytest.param(None, [], id="nothing"),
    ],
)
def test_what_is_no_input_is_left_out(history: Json, inputs: list[PastInput]) -> None:
    assert decode_past_inputs(answer(status="ok", history=history)) == inputs


def test_a_refused_request_has_no_inputs() -> None:
    assert decode_past_inputs(answer(status="error", history=[[0, 1, "x"]])) == []


@pytest.mark.parametrize(
    ("values", "value"),
    [
        ({"value": {"status": "ok", "data": {"text/plain": "'a'"}}}, "'a'"),
        ({"value": {"status": "error", "ename": "NameError"}}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_the_value_of_an_expression(values: Json, value: str) -> None:
    assert decode_expression(answer(user_expressions=values)) == value
