"""From bytes to messages: every way to cut them, every way to break them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from tui.terminal.input import PASTE_SILENCE, TICK, TerminalInput, is_believable

PASTED = "a\x1b[31mb\r\nc Grüße"


def parsed(*reads: bytes) -> list[Message]:
    source = TerminalInput()
    return [message for read in reads for message in source.feed(read)]


def keys(messages: list[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, events.Key)]


def pastes(messages: list[Message]) -> list[str]:
    return [message.text for message in messages if isinstance(message, events.Paste)]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"\x1b[999999999999~", id="a number no character has"),
        pytest.param(b"\x1b[1114112u", id="one past the last character"),
        pytest.param(b"\x1b[97;1;55296u", id="half a surrogate pair"),
        pytest.param(b"\x1b[97;1;99999999999u", id="text past the last character"),
        pytest.param(b"\x1b[M !!", id="an X10 mouse report"),
        pytest.param(b"\x1b[M \xff\xfe", id="an X10 mouse report beyond column 95"),
    ],
)
def test_only_the_broken_sequence_is_lost(broken: bytes) -> None:
    assert keys(parsed(b"a" + broken + b"b\r")) == ["a", "b", "enter"]


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        (b"\x1bm\x1bm", ["alt+m", "alt+m"]),
        (b"\x1b1\x1bm", ["alt+1", "alt+m"]),
        (b"\x1b[1;3D\x1bax", ["alt+left", "alt+a", "x"]),
        (b"\x1bOP\x1bm\x1b[A", ["f1", "alt+m", "up"]),
        (b"\x1bb\x1bf", ["ctrl+left", "ctrl+right"]),
    ],
)
def test_keys_with_alt_may_follow_each_other_at_once(read: bytes, wanted: list[str]) -> None:
    assert keys(parsed(read)) == wanted


@pytest.mark.parametrize("character", "abfzAFZ019-=$^<>.,;:/?\"'!\\~ ")
def test_alt_and_a_character_is_no_text_and_says_how_it_was_sent(character: str) -> None:
    (message,) = parsed(f"\x1b{character}".encode())
    assert isinstance(message, events.Key)
    assert not message.is_printable
    assert message.character == f"\x1b{character}"
    names = {"b": "ctrl+left", "f": "ctrl+right", "A": "alt+shift+a", "<": "alt+less_than_sign"}
    if character in names or character.islower():
        assert message.key == names.get(character, f"alt+{character}")
    assert message.key.startswith(("alt+", "ctrl+"))


@pytest.mark.parametrize(
    ("silence", "behind", "wanted"),
    [
        (0.0, b"b", ["ctrl+left"]),
        (0.0, b"w", ["alt+w"]),
        (0.05, b"b", ["escape", "b"]),
        (0.05, b"w", ["escape", "w"]),
        (0.05, b"O", ["escape", "O"]),
        (0.05, b"[", ["escape", "left_square_bracket"]),
        (0.05, b"\r", ["escape", "enter"]),
        (0.05, b"G$", ["escape", "G", "dollar_sign"]),
        (0.05, b"[A", ["up"]),
        (0.05, b"OP", ["f1"]),
        (0.05, b"\x1b[A", ["escape", "up"]),
        (0.05, b"\x12", ["escape", "ctrl+r"]),
    ],
)
def test_a_key_typed_after_esc_is_another_key_than_one_sent_with_it(
    monkeypatch: pytest.MonkeyPatch, silence: float, behind: bytes, wanted: list[str]
) -> None:
    now = 1000.0
    monkeypatch.setattr("tui.terminal.input.monotonic", lambda: now)
    source = TerminalInput()
    assert list(source.feed(b"\x1b")) == []
    now += silence
    assert keys(list(source.feed(behind))) == wanted


@pytest.mark.parametrize(("count", "marks"), [(1, 1), (3, 3), (500, 3)])
def test_bytes_that_are_no_utf8_become_a_few_marks(count: int, marks: int) -> None:
    messages = parsed(b"\xff" * count + b"a")
    characters = [each.character for each in messages if isinstance(each, events.Key)]
    assert characters == ["\ufffd"] * marks + ["a"]


def test_a_character_may_come_in_two_reads() -> None:
    assert keys(parsed(b"\xc3", b"\xa9")) == ["é"]


@pytest.mark.parametrize("cut", range(1, len(PASTED.encode()) + 12))
def test_a_paste_is_one_message_wherever_the_reads_are_cut(cut: int) -> None:
    data = b"\x1b[200~" + PASTED.encode() + b"\x1b[201~"
    messages = parsed(b"x" + data[:cut], data[cut:] + b"y")
    assert keys(messages) == ["x", "y"]
    assert pastes(messages) == [PASTED]


def test_the_bytes_of_a_paste_one_by_one_are_one_paste() -> None:
    data = b"\x1b[200~one \x1b[1mtwo\x1b[201~z"
    messages = parsed(*(bytes([each]) for each in data))
    assert pastes(messages) == ["one \x1b[1mtwo"]
    assert keys(messages) == ["z"]


def test_a_large_paste_is_one_message() -> None:
    text = "x = 1\r" * 200_000
    data = f"\x1b[200~{text}\x1b[201~".encode()
    reads = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    assert pastes(parsed(*reads)) == [text]


def test_a_paste_without_an_end_is_over_after_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    source = TerminalInput()
    assert list(source.feed(b"\x1b[200~abc")) == []
    assert list(source.tick()) == []
    monkeypatch.setattr("tui.terminal.input.PASTE_SILENCE", 0.0)
    assert pastes(list(source.tick())) == ["abc"]
    assert keys(list(source.feed(b"d"))) == ["d"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=5))
def test_no_bytes_raise_and_keys_still_work(reads: list[bytes]) -> None:
    source = TerminalInput()
    for read in [*reads, b"\x1b\\\x1b[201~", b"\x18"]:
        list(source.feed(read))
        list(source.tick())
    assert keys(list(source.feed(b"q")))[-1:] == ["q"]


def test_a_hundred_thousand_random_bytes_raise_nothing() -> None:
    data = random.Random(7).randbytes(100_000)
    source = TerminalInput()
    count = 0
    for at in range(0, len(data), 4096):
        count += sum(1 for _ in source.feed(data[at : at + 4096]))
    assert count > 10_000


@pytest.mark.parametrize(
    ("message", "is_so"),
    [
        pytest.param(events.Resize.from_dimensions((200, 60), None), True, id="a screen"),
        pytest.param(events.Resize.from_dimensions((0, 60), None), False, id="no columns"),
        pytest.param(events.Resize.from_dimensions((9999, 9999), None), False, id="a huge one"),
        pytest.param(events.Key("a", "a"), True, id="a key"),
        pytest.param(events.Key("f1", None), True, id="a key without text"),
        pytest.param(events.Key("x", "\udc80"), False, id="half a surrogate pair"),
    ],
)
def test_what_no_terminal_says_is_not_believed(message: Message, is_so: bool) -> None:
    assert is_believable(message) is is_so


async def test_only_what_has_begun_needs_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("tui.terminal.input.monotonic", lambda: now)
    source = TerminalInput()
    list(source.feed(b"a\x1b"))
    assert source.patience() == TICK
    now += 60
    assert source.patience() is None
    list(source.feed(b"[200~text"))
    assert source.patience() == PASTE_SILENCE
    now += PASTE_SILENCE
    assert source.patience() == 0
    assert pastes(list(source.tick())) == ["text"]
    now += 1
    assert source.patience() is None


def test_a_key_long_after_an_escape_that_was_taken_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.terminal.input.ESCAPE_GAP", 0.0)
    terminal = TerminalInput()
    keys = [*terminal.feed(b"\x1b")]
    while not keys:
        keys += terminal.tick()
    keys += terminal.feed(b"a")
    keys += terminal.feed(b"b")
    assert [key.key for key in keys if isinstance(key, events.Key)] == ["escape", "a", "b"]
