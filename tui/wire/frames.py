"""Messages as the frames that travel over a socket.

The layout is `[ids..., <IDS|MSG>, signature, header, parent, metadata, content, buffers...]`
(section "The Wire Protocol" of the messaging specification).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence

from tui.errors import BrokenMessage, TransportError, WrongSignature
from tui.wire.message import Channel, Json, JsonObject, Message

DELIMITER = b"<IDS|MSG>"
_SIGNED = 4
_EMPTY = b"{}"
_WRONG = "Its signature is wrong."
_UNSIGNED = "It is not signed."
Frame = bytes | memoryview
_BLANKS = " \t\n\r"
# `json.loads` looks for blanks with regular expressions and asks for its options each time.
_decode = json.JSONDecoder().raw_decode


class Signer:
    """Signs frames with a connection's key and checks the signatures of others.

    An empty key means that messages are not signed, and no signature is checked. `scheme` is
    `hmac-` with a hash that Python knows; raises `TransportError` for any other.
    """

    __slots__ = ("_inner", "_key", "_last_parent", "_outer")

    def __init__(self, key: bytes, scheme: str = "hmac-sha256") -> None:
        self._key = key
        # HMAC (RFC 2104) with its two hashes begun once: half the time of `hmac.digest`.
        digest = digest_of(scheme)
        self._inner, self._outer = hashlib.new(digest), hashlib.new(digest)
        size = self._inner.block_size
        block = (key if len(key) <= size else hashlib.new(digest, key).digest()).ljust(size, b"\0")
        self._inner.update(bytes(byte ^ 0x36 for byte in block))
        self._outer.update(bytes(byte ^ 0x5C for byte in block))
        self._last_parent: tuple[bytes, JsonObject] = (_EMPTY, {})

    def sign(self, frames: Iterable[Frame]) -> bytes:
        """The signature of header, parent, metadata and content; empty without a key."""
        if not self._key:
            return b""
        inner, outer = self._inner.copy(), self._outer.copy()
        for frame in frames:
            inner.update(frame)
        outer.update(inner.digest())
        return outer.hexdigest().encode("ascii")

    def parent_of(self, frame: Frame) -> JsonObject:
        """The parent header in a frame, or an empty object for anything that is none.

        A flood's messages all have the same parent, so the last one is remembered.
        """
        known, parent = self._last_parent
        if frame != known:
            parent = _object_or_empty(frame, "parent header")
            self._last_parent = (bytes(frame), parent)
        return parent


def digest_of(scheme: str) -> str:
    """The name of the hash in a signature scheme; raises `TransportError` if there is none."""
    kind, _, name = scheme.partition("-")
    if kind != "hmac" or name not in hashlib.algorithms_available or name.startswith("shake"):
        raise TransportError(
            "The connection asks for a way of signing messages that is not known here;"
            " the usual one is hmac-sha256."
        )
    return name


def pack(message: Message, signer: Signer, identities: Sequence[bytes] = ()) -> list[bytes]:
    """The frames of a message, signed, with `identities` as routing ids in front."""
    parts = (message.header, message.parent, message.metadata, message.content)
    frames = [_encoded(part) for part in parts]
    return [*identities, DELIMITER, signer.sign(frames), *frames, *message.buffers]


def unpack(channel: Channel, frames: Sequence[Frame], signer: Signer) -> Message:
    """The message in the frames that came on a channel.

    A parent or metadata that is no object counts as empty. Raises `WrongSignature`, or
    `BrokenMessage` with a reason that quotes nothing of what came.
    """
    try:
        start = frames.index(DELIMITER) + 1
    except ValueError:
        raise BrokenMessage("It has no delimiter among its frames.") from None
    body = frames[start + 1 : start + 1 + _SIGNED]
    if len(body) < _SIGNED:
        raise BrokenMessage("It has too few frames.")
    signature = signer.sign(body)
    if signature and not hmac.compare_digest(signature, frames[start]):
        raise WrongSignature(_WRONG if frames[start] else _UNSIGNED)
    header, parent, metadata, content = body
    return Message(
        channel,
        _object(header, "header", null_is_empty=False),
        _object(content, "content", null_is_empty=True),
        signer.parent_of(parent),
        {} if metadata == _EMPTY else _object_or_empty(metadata, "metadata"),
        tuple(map(bytes, frames[start + 1 + _SIGNED :])),
    )


def _encoded(part: JsonObject) -> bytes:
    # Half a surrogate pair cannot travel as UTF-8; it becomes a question mark.
    text = json.dumps(part, ensure_ascii=False, separators=(",", ":"), default=dict)
    return text.encode("utf-8", "replace")


def _object(frame: Frame, name: str, *, null_is_empty: bool) -> JsonObject:
    value = _value(frame, name)
    if isinstance(value, dict):
        return value
    if value is None and null_is_empty:
        return {}
    raise BrokenMessage(f"Its {name} is no JSON object.")


def _object_or_empty(frame: Frame, name: str) -> JsonObject:
    value = _value(frame, name)
    return value if isinstance(value, dict) else {}


def _value(frame: Frame, name: str) -> Json:
    try:
        text = str(frame, "utf-8").strip(_BLANKS)
        value: Json
        value, end = _decode(text)
        if end < len(text):
            raise ValueError(end)
    except UnicodeDecodeError:
        raise BrokenMessage(f"Its {name} is not UTF-8.") from None
    except RecursionError:
        raise BrokenMessage(f"Its {name} is nested too deeply.") from None
    except ValueError:
        # Besides malformed JSON: integers with more digits than Python converts.
        raise BrokenMessage(f"Its {name} is not JSON.") from None
    return value
