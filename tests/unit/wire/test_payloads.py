"""What replies ask of the front end."""

from __future__ import annotations

import pytest

from tui.wire.message import JsonObject
from tui.wire.payloads import Edit, Exit, NextInput, Page, Payload, decode_payload


@pytest.mark.parametrize(
    ("payload", "decoded"),
    [
        ({"source": "page", "data": {"text/plain": "x"}, "start": 0}, Page({"text/plain": "x"})),
        ({"source": "page", "data": [1]}, Page({})),
        ({"source": "set_next_input", "text": "x = 1", "replace": False}, NextInput("x = 1")),
        ({"source": "set_next_input", "text": None}, NextInput("")),
        ({"source": "edit_magic", "filename": "/a.py", "line_number": 7}, Edit("/a.py", 7)),
        ({"source": "edit", "filename": "/a.py", "line_number": None}, Edit("/a.py", 0)),
        ({"source": "edit_magic", "filename": "/a", "line_number": True}, Edit("/a", 0)),
        ({"source": "edit_magic", "filename": "/a", "line_number": -3}, Edit("/a", 0)),
        ({"source": "edit_magic", "filename": "/a", "line_number": 1 << 40}, Edit("/a", 0)),
        ({"source": "edit_magic", "filename": "/a", "line_number": "2"}, Edit("/a", 2)),
        ({"source": "edit_magic", "filename": "/a", "line_number": "9" * 5000}, Edit("/a", 0)),
        ({"source": "edit_magic", "filename": "a.py"}, None),
        ({"source": "edit_magic", "filename": "+!touch x"}, None),
        ({"source": "edit_magic", "filename": "/a\0b"}, None),
        ({"source": "edit_magic", "filename": "/a\ud800b"}, None),
        ({"source": "edit_magic", "filename": "/" + "a" * 5000}, None),
        ({"source": "edit_magic"}, None),
        ({"source": "ask_exit", "keepkernel": True}, Exit(True)),
        ({"source": "ask_exit", "keepkernel": "yes"}, Exit(False)),
        ({"source": "something else"}, None),
        ({"source": 5}, None),
        ({}, None),
    ],
)
def test_a_payload_is_decoded_whatever_is_in_it(
    payload: JsonObject, decoded: Payload | None
) -> None:
    assert decode_payload(payload) == decoded
