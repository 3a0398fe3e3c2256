"""Messages as they travel over the websocket of a Jupyter Server, in both of its protocols.

`v1.kernel.websocket.jupyter.org` carries the frames of a message as they are, the older default
one carries JSON, with buffers behind it where there are any (section "WebSocket kernel wire
protocols" of Jupyter Server's documentation). Neither has signatures: the server checks them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from struct import unpack_from
from typing import Protocol

from tui.errors import BrokenMessage
from tui.wire.frames import DELIMITER, Frame, Signer, pack, unpack
from tui.wire.message import Channel, Json, JsonObject, Message

V1_PROTOCOL = "v1.kernel.websocket.jupyter.org"
MOST_PARTS = 100_000
"""Parts, nearly all of them buffers, that one message may have."""
LARGE = 100_000
"""Bytes of a part from which on it is read where it is, without a copy."""
_OFFSET = 8
_COUNT = 4
_UNSIGNED = Signer(b"")
_BLANKS = " \t\n\r"
_decode = json.JSONDecoder().raw_decode
_NO_FRAME = "It is shorter than it says."


class Codec(Protocol):
    """One of the two protocols, for one connection."""

    def pack(self, message: Message) -> tuple[bytes, bool]:
        """What travels for a message, and whether it does so in a binary frame."""
        ...

    def unpack(self, data: str | bytes) -> Message:
        """The message that came in a text or binary frame; raises `BrokenMessage`."""
        ...


def codec_for(subprotocol: str | None) -> Codec:
    """The protocol that a server has chosen: `None` and anything unknown are the default one."""
    return V1Codec() if subprotocol == V1_PROTOCOL else DefaultCodec()


class V1Codec:
    """`v1.kernel.websocket.jupyter.org`: offsets, channel, then the frames after the signature."""

    def __init__(self) -> None:
        # Remembers the last parent, which all messages of a flood have.
        self._signer = Signer(b"")

    def pack(self, message: Message) -> tuple[bytes, bool]:
        """The message as one binary frame."""
        parts = [message.channel.encode("ascii"), *pack(message, _UNSIGNED)[2:]]
        offsets = [_OFFSET * (len(parts) + 2)]
        for part in parts:
            offsets.append(offsets[-1] + len(part))
        numbers = (len(offsets), *offsets)
        return b"".join([*(each.to_bytes(_OFFSET, "little") for each in numbers), *parts]), True

    def unpack(self, data: str | bytes) -> Message:
        """The message in a binary frame; raises `BrokenMessage`."""
        if isinstance(data, str):
            raise BrokenMessage("It came as text where bytes are due.")
        if len(data) < _OFFSET:
            raise BrokenMessage(_NO_FRAME)
        count = int.from_bytes(data[:_OFFSET], "little")
        # The channel and four frames have six ends.
        if not 6 <= count <= MOST_PARTS:
            raise BrokenMessage("It has too few parts, or far too many.")
        offsets = _numbers(data, _OFFSET, count, "<{}Q")
        _check(offsets, _OFFSET * (count + 1), len(data))
        channel = _channel(data[offsets[0] : offsets[1]].decode("ascii", "replace"))
        frames = [_part(data, start, end) for start, end in pairwise(offsets[1:])]
        return unpack(channel, [DELIMITER, b"", *frames], self._signer)


class DefaultCodec:
    """The protocol without a name: JSON as text; with buffers a binary frame, JSON first."""

    def pack(self, message: Message) -> tuple[bytes, bool]:
        """The message as a text frame, or as a binary one when it has buffers."""
        fields: JsonObject = {
            "channel": str(message.channel),
            "header": dict(message.header),
            "parent_header": dict(message.parent),
            "metadata": dict(message.metadata),
            "content": dict(message.content),
        }
        # Half a surrogate pair cannot travel as UTF-8; it becomes a question mark.
        text = json.dumps({**fields, "buffers": []}, ensure_ascii=False, default=dict)
        encoded = text.encode("utf-8", "replace")
        if not message.buffers:
            return encoded, False
        parts = [encoded, *message.buffers]
        offsets = [_COUNT * (len(parts) + 1)]
        for part in parts[:-1]:
            offsets.append(offsets[-1] + len(part))
        numbers = (len(parts), *offsets)
        return b"".join([*(each.to_bytes(_COUNT, "big") for each in numbers), *parts]), True

    def unpack(self, data: str | bytes) -> Message:
        """The message in a frame of either kind; raises `BrokenMessage`."""
        buffers: tuple[bytes, ...] = ()
        if isinstance(data, bytes):
            data, buffers = _text_and_buffers(data)
        fields = _object(data)
        header, content = fields.get("header"), fields.get("content")
        if not isinstance(header, dict):
            raise BrokenMessage("Its header is no JSON object.")
        if content is not None and not isinstance(content, dict):
            raise BrokenMessage("Its content is no JSON object.")
        parent, metadata = fields.get("parent_header"), fields.get("metadata")
        return Message(
            _channel(fields.get("channel")),
            header,
            content or {},
            parent if isinstance(parent, dict) else {},
            metadata if isinstance(metadata, dict) else {},
            buffers,
        )


def _text_and_buffers(data: bytes) -> tuple[str, tuple[bytes, ...]]:
    if len(data) < _COUNT:
        raise BrokenMessage(_NO_FRAME)
    count = int.from_bytes(data[:_COUNT], "big")
    if not 1 <= count <= MOST_PARTS:
        raise BrokenMessage("It has too few parts, or far too many.")
    offsets = (*_numbers(data, _COUNT, count, ">{}I"), len(data))
    _check(offsets, _COUNT * (count + 1), len(data))
    text, *buffers = (data[start:end] for start, end in pairwise(offsets))
    try:
        return text.decode("utf-8"), tuple(buffers)
    except UnicodeDecodeError:
        raise BrokenMessage("It is not UTF-8.") from None


def _numbers(data: bytes, size: int, count: int, form: str) -> tuple[int, ...]:
    """The `count` numbers of `size` bytes after the first one; `form` is as in `struct`."""
    if len(data) < size * (count + 1):
        raise BrokenMessage(_NO_FRAME)
    return unpack_from(form.format(count), data, size)


def _check(offsets: Sequence[int], first: int, last: int) -> None:
    if offsets[0] < first or offsets[-1] > last:
        raise BrokenMessage(_NO_FRAME)
    if any(end < start for start, end in pairwise(offsets)):
        raise BrokenMessage("Its parts overlap.")


def _part(data: bytes, start: int, end: int) -> Frame:
    return data[start:end] if end - start < LARGE else memoryview(data)[start:end]


def _channel(name: Json) -> Channel:
    try:
        return Channel(name if isinstance(name, str) else "")
    except ValueError:
        raise BrokenMessage("It names no channel of a kernel.") from None


def _object(text: str) -> dict[str, Json]:
    try:
        text = text.strip(_BLANKS)
        value: Json
        value, end = _decode(text)
        if end < len(text):
            raise ValueError(end)
    except RecursionError:
        raise BrokenMessage("It is nested too deeply.") from None
    except ValueError:
        raise BrokenMessage("It is not JSON.") from None
    if not isinstance(value, dict):
        raise BrokenMessage("It is no JSON object.")
    return value
