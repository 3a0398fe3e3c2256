"""Messages to frames and back, and everything that can be wrong with frames."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from typing import Any

import pytest

from tui.errors import BrokenMessage, TransportError, WrongSignature
from tui.wire.frames import DELIMITER, Signer, pack, unpack
from tui.wire.message import Channel, Message

KEY = b"a key"
HEADER = {"msg_id": "1", "msg_type": "stream", "session": "s", "date": "2024-02-30T25:61:00Z"}


def signed(*parts: bytes, key: bytes = KEY) -> list[bytes]:
    """Frames with the signature that a kernel would put there."""
    signature = hmac.new(key, b"".join(parts[:4]), hashlib.sha256).hexdigest()
    return [b"topic", DELIMITER, signature.encode(), *parts]


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


def with_part(name: str, part: bytes) -> list[bytes]:
    """Frames of a valid message in which one part is replaced."""
    parts = {"header": encoded(HEADER), "parent": b"{}", "metadata": b"{}", "content": b"{}"}
    return signed(*(parts | {name: part}).values())


def test_a_message_comes_back_as_it_was_packed() -> None:
    message = Message(
        Channel.SHELL,
        header=HEADER,
        content={"text": "naïve 漢字 \N{PILE OF POO}", "numbers": [1, 2.5, None, True]},
        parent={"msg_id": "0"},
        metadata={"cellId": "c"},
        buffers=(b"\x00\xff", b""),
    )
    assert unpack(Channel.SHELL, pack(message, Signer(KEY), [b"id"]), Signer(KEY)) == message


def test_pack_signs_as_the_specification_says() -> None:
    message = Message(Channel.SHELL, HEADER, {"code": "é"})
    identity, delimiter, signature, *parts = pack(message, Signer(KEY), [b"id"])
    assert (identity, delimiter) == (b"id", DELIMITER)
    assert signature == hmac.new(KEY, b"".join(parts), hashlib.sha256).hexdigest().encode()
    assert [json.loads(part) for part in parts] == [HEADER, {}, {}, {"code": "é"}]


@pytest.mark.parametrize("length", [1, 63, 64, 65, 128, 129, 500])
@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b"])
def test_signatures_are_those_of_hmac(name: str, length: int) -> None:
    key = bytes(number % 251 for number in range(length))
    signer = Signer(key, f"hmac-{name}")
    for parts in ([b""], [b"{}", b"some", b"parts"], [b"x" * 10_000]):
        wanted = hmac.new(key, b"".join(parts), name).hexdigest().encode()
        assert signer.sign(parts) == wanted


def test_an_empty_key_means_unsigned_both_ways() -> None:
    frames = pack(Message(Channel.SHELL, HEADER, {}), Signer(b""))
    assert frames[1] == b""
    frames[1] = b"whatever"
    assert unpack(Channel.SHELL, frames, Signer(b"")).header == HEADER


def test_the_scheme_chooses_the_hash() -> None:
    message = Message(Channel.SHELL, HEADER, {})
    frames = pack(message, Signer(KEY, "hmac-sha512"))
    assert unpack(Channel.SHELL, frames, Signer(KEY, "hmac-sha512")) == message
    with pytest.raises(WrongSignature):
        unpack(Channel.SHELL, frames, Signer(KEY))


@pytest.mark.parametrize(
    "scheme", ["", "sha256", "hmac-", "hmac-nope", "hmac-shake_128", "rsa-sha256"]
)
def test_an_unknown_scheme_is_refused(scheme: str) -> None:
    with pytest.raises(TransportError, match="hmac-sha256"):
        Signer(KEY, scheme)


def test_half_a_surrogate_pair_can_be_sent() -> None:
    frames = pack(Message(Channel.SHELL, HEADER, {"code": "a\ud800b"}), Signer(KEY))
    assert unpack(Channel.SHELL, frames, Signer(KEY)).content == {"code": "a?b"}


def test_half_a_surrogate_pair_survives_its_arrival() -> None:
    frames = with_part("content", b'{"text": "a\\ud800b"}')
    assert unpack(Channel.IOPUB, frames, Signer(KEY)).content == {"text": "a\ud800b"}


def test_numbers_that_are_none_in_json_are_accepted() -> None:
    frames = with_part("content", b'{"a": NaN, "b": -Infinity}')
    content = unpack(Channel.IOPUB, frames, Signer(KEY)).content
    assert isinstance(content["a"], float) and math.isnan(content["a"])
    assert content["b"] == -math.inf


def test_dates_stay_text_whatever_they_say() -> None:
    assert (
        unpack(Channel.IOPUB, signed(encoded(HEADER), b"{}", b"{}", b"{}"), Signer(KEY)).header
        == HEADER
    )


def test_memoryviews_are_frames_too() -> None:
    frames = [
        memoryview(frame) for frame in signed(encoded(HEADER), b"{}", b"{}", b"{}", b"buffer")
    ]
    message = unpack(Channel.IOPUB, frames, Signer(KEY))
    assert (message.header, message.buffers) == (HEADER, (b"buffer",))


@pytest.mark.parametrize("part", [b"null", b"[]", b'"text"', b"1", b"{}", b" {} \n"])
@pytest.mark.parametrize("name", ["parent", "metadata"])
def test_a_parent_or_metadata_that_is_no_object_is_empty(name: str, part: bytes) -> None:
    message = unpack(Channel.IOPUB, with_part(name, part), Signer(KEY))
    assert (message.parent, message.metadata) == ({}, {})


def test_null_as_content_is_empty() -> None:
    assert unpack(Channel.IOPUB, with_part("content", b"null"), Signer(KEY)).content == {}


def test_parents_are_told_apart_although_the_last_is_remembered() -> None:
    signer = Signer(KEY)
    ids = ["1", "1", "2", "", "1"]
    parents = [encoded({"msg_id": each}) if each else b"{}" for each in ids]
    messages = [unpack(Channel.IOPUB, with_part("parent", each), signer) for each in parents]
    assert [message.parent_id for message in messages] == ids


NOT_JSON = [b"", b"{", b"{} {}", b"{'a': 1}", b'{"a": "\n"}', b"\xef\xbb\xbf{}"]
NOT_UTF8 = [
    b'{"a": "\xff"}',
    b'{"a": "\xc0\x80"}',
    b'{"a": "\xed\xa0\x80"}',
    '{"a": 1}'.encode("utf-16"),
]
DEEP = b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
LONG_NUMBER = b'{"a": ' + b"1" * 5000 + b"}"


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        pytest.param([], "It has no delimiter among its frames.", id="no frames"),
        pytest.param([b"x"] * 7, "It has no delimiter among its frames.", id="no delimiter"),
        pytest.param([DELIMITER], "It has too few frames.", id="only a delimiter"),
        pytest.param(signed(b"{}", b"{}", b"{}"), "It has too few frames.", id="no content"),
        *(
            pytest.param(
                with_part(name, part), f"Its {words} is not JSON.", id=f"{name} {part[:9]!r}"
            )
            for name, words in [
                ("header", "header"),
                ("parent", "parent header"),
                ("content", "content"),
            ]
            for part in [*NOT_JSON, LONG_NUMBER]
        ),
        *(
            pytest.param(with_part(name, part), f"Its {name} is not UTF-8.", id=f"{name} {part!r}")
            for name in ("header", "metadata", "content")
            for part in NOT_UTF8
        ),
        *(
            pytest.param(
                with_part(name, DEEP), f"Its {name} is nested too deeply.", id=f"deep {name}"
            )
            for name in ("header", "metadata", "content")
        ),
        *(
            pytest.param(
                with_part(name, part), f"Its {name} is no JSON object.", id=f"{name} {part!r}"
            )
            for name in ("header", "content")
            for part in (b"[]", b'"text"', b"1", b"true")
        ),
        pytest.param(
            with_part("header", b"null"), "Its header is no JSON object.", id="null header"
        ),
    ],
)
def test_broken_frames_are_refused_with_a_reason(frames: list[bytes], reason: str) -> None:
    with pytest.raises(BrokenMessage) as caught:
        unpack(Channel.IOPUB, frames, Signer(KEY))
    assert str(caught.value) == reason
    assert not isinstance(caught.value, WrongSignature)


def resigned(signature: bytes) -> list[bytes]:
    frames = signed(encoded(HEADER), b"{}", b"{}", b"{}")
    frames[2] = signature
    return frames


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        pytest.param(resigned(b""), "It is not signed.", id="no signature"),
        pytest.param(resigned(b"0" * 64), "Its signature is wrong.", id="a wrong signature"),
        pytest.param(resigned(b"\xff\x00"), "Its signature is wrong.", id="garbage"),
        pytest.param(
            signed(b"{", b"{", b"{", b"{", key=b"other"),
            "Its signature is wrong.",
            id="another key",
        ),
    ],
)
def test_wrong_signatures_are_told_from_other_faults(frames: list[bytes], reason: str) -> None:
    with pytest.raises(WrongSignature) as caught:
        unpack(Channel.IOPUB, frames, Signer(KEY))
    assert str(caught.value) == reason


def test_each_signed_part_is_covered_by_the_signature() -> None:
    for position in range(3, 7):
        frames = signed(encoded(HEADER), b"{}", b"{}", b"{}")
        frames[position] = b'{"changed": 1}'
        with pytest.raises(WrongSignature):
            unpack(Channel.IOPUB, frames, Signer(KEY))
