"""Messages over a server's websocket: both protocols, against the server's own functions."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest

from tui.errors import BrokenMessage
from tui.wire.message import Channel, Json, Message
from tui.wire.requests import Client, execute_request
from tui.wire.websocket import V1_PROTOCOL, DefaultCodec, V1Codec, codec_for

server: Any = pytest.importorskip("jupyter_server.services.kernels.connection.base")

REQUEST = execute_request(Client("session", "tester"), "cell", "print('ä')")
HEADER: dict[str, Json] = {"msg_id": "1", "msg_type": "stream", "session": "kernel"}
PARENT: dict[str, Json] = {"msg_id": "cell"}
CONTENT: dict[str, Json] = {"name": "stdout", "text": "grüße\n"}
BUFFERS = (b"", b"\x00\xff" * 100, b"x" * 200_000)
OUTPUT = Message(Channel.IOPUB, HEADER, CONTENT, PARENT, {"a": 1}, BUFFERS)
PARTS = [json.dumps(part).encode() for part in (HEADER, PARENT, {"a": 1}, CONTENT)]


def v1(*parts: bytes, channel: str = "iopub") -> bytes:
    """A frame as the server makes it."""
    data = server.serialize_msg_to_ws_v1(list(parts), channel)
    assert isinstance(data, bytes)
    return data


def in_json(**changed: Json) -> str:
    fields: dict[str, Json] = {"header": HEADER, "parent_header": PARENT, "metadata": {}}
    return json.dumps({**fields, "content": CONTENT, "channel": "iopub", "buffers": [], **changed})


def numbers(form: str, *values: int) -> bytes:
    return struct.pack(f"{form[0]}{len(values)}{form[1]}", *values)


def test_the_server_reads_what_the_v1_protocol_packs() -> None:
    data, is_binary = V1Codec().pack(REQUEST)
    channel, parts = server.deserialize_msg_from_ws_v1(data)
    assert is_binary
    assert channel == "shell"
    assert [json.loads(part) for part in parts] == [REQUEST.header, {}, {}, REQUEST.content]


def test_the_v1_protocol_reads_what_the_server_packs() -> None:
    assert V1Codec().unpack(v1(*PARTS, *BUFFERS)) == OUTPUT


def test_buffers_travel_in_the_v1_protocol() -> None:
    assert V1Codec().unpack(V1Codec().pack(OUTPUT)[0]) == OUTPUT


def test_the_server_reads_what_the_default_protocol_packs() -> None:
    data, is_binary = DefaultCodec().pack(REQUEST)
    fields = json.loads(data)
    assert not is_binary
    assert fields["channel"] == "shell"
    assert fields["header"] == REQUEST.header
    assert fields["content"] == REQUEST.content
    assert (fields["parent_header"], fields["metadata"], fields["buffers"]) == ({}, {}, [])


def test_the_server_reads_buffers_of_the_default_protocol() -> None:
    data, is_binary = DefaultCodec().pack(OUTPUT)
    fields = server.deserialize_binary_message(data)
    assert is_binary
    assert fields["content"] == CONTENT
    assert tuple(fields["buffers"]) == BUFFERS


def test_the_default_protocol_reads_what_the_server_packs() -> None:
    text = in_json(metadata={"a": 1})
    assert DefaultCodec().unpack(text) == Message(Channel.IOPUB, HEADER, CONTENT, PARENT, {"a": 1})
    binary = server.serialize_binary_message(json.loads(text) | {"buffers": list(BUFFERS)})
    assert DefaultCodec().unpack(binary) == OUTPUT


@pytest.mark.parametrize("codec", [V1Codec(), DefaultCodec()])
def test_half_a_surrogate_pair_becomes_a_question_mark(codec: V1Codec | DefaultCodec) -> None:
    request = execute_request(Client("session", "tester"), "cell", "'\ud800'")
    data, is_binary = codec.pack(request)
    assert codec.unpack(data if is_binary else data.decode()).content["code"] == "'?'"


def test_the_protocol_is_the_one_the_server_has_chosen() -> None:
    assert isinstance(codec_for(V1_PROTOCOL), V1Codec)
    assert isinstance(codec_for(None), DefaultCodec)
    assert isinstance(codec_for("v2.unheard.of"), DefaultCodec)


def test_null_parent_metadata_and_content_count_as_empty() -> None:
    message = DefaultCodec().unpack(in_json(parent_header=None, metadata=None, content=None))
    assert (message.parent, message.metadata, message.content) == ({}, {}, {})
    message = V1Codec().unpack(v1(PARTS[0], b"null", b"null", b"null"))
    assert (message.parent, message.metadata, message.content) == ({}, {}, {})


GOOD = v1(*PARTS)
BROKEN_V1 = {
    "nothing": b"",
    "half a count": b"\x07\0\0",
    "no parts": numbers("<Q", 0),
    "too few parts": v1(*PARTS[:3]),
    "parts without end": numbers("<Q", 2**64 - 1) + GOOD,
    "more offsets than bytes": numbers("<Q", 50_000) + GOOD[8:],
    "the end is missing": GOOD[:-1],
    "parts in front of the message": numbers("<Q", 6, 0, 8, 9, 10, 11, 12) + b"x" * 90,
    "parts backwards": numbers("<Q", 6, 56, 61, 60, 62, 63, 64) + b"x" * 90,
    "far away": numbers("<Q", 6, 56, 2**63, 2**63, 2**63, 2**63, 2**64 - 1) + b"x" * 90,
    "an unknown channel": v1(*PARTS, channel="hb"),
    "a channel that is no text": v1(*PARTS, channel="ü"),
    "a header that is no JSON": v1(b"<html>", *PARTS[1:]),
    "a header that is a list": v1(b"[]", *PARTS[1:]),
    "content that is no UTF-8": v1(*PARTS[:3], b'"\xff"'),
    "content nested without end": v1(*PARTS[:3], b"[" * 200_000),
    "text": "hello",
}


@pytest.mark.parametrize("data", BROKEN_V1.values(), ids=BROKEN_V1.keys())
def test_a_broken_frame_of_the_v1_protocol_is_refused(data: str | bytes) -> None:
    with pytest.raises(BrokenMessage):
        V1Codec().unpack(data)


BROKEN_JSON = {
    "nothing": "",
    "no JSON": "<html>",
    "two values": in_json() + "{}",
    "a list": "[]",
    "nested without end": "[" * 200_000,
    "a number without end": "1" * 10_000,
    "no header": in_json(header=None),
    "a header that is a list": in_json(header=[]),
    "content that is text": in_json(content="x"),
    "no channel": in_json(channel=None),
    "an unknown channel": in_json(channel="hb"),
    "a channel that is an object": in_json(channel={}),
    "no bytes": b"",
    "half a count of parts": b"\0\0",
    "no parts": numbers(">I", 0),
    "parts without end": numbers(">I", 2**32 - 1) + b"x" * 100,
    "a part beyond the end": numbers(">I", 2, 12, 2**32 - 1) + b"{}",
    "parts backwards": numbers(">I", 3, 18, 17, 16) + b"xxxx",
    "no UTF-8": numbers(">I", 1, 8) + b"\xff",
}


@pytest.mark.parametrize("data", BROKEN_JSON.values(), ids=BROKEN_JSON.keys())
def test_a_broken_frame_of_the_default_protocol_is_refused(data: str | bytes) -> None:
    with pytest.raises(BrokenMessage):
        DefaultCodec().unpack(data)
