"""Completion and inspection: their requests, and their replies made safe to build on.

"Introspection" and "Completion" of the Jupyter messaging specification. Positions are code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal, overload

from tui.wire.decode import object_of
from tui.wire.events import MimeBundle
from tui.wire.message import Channel, Json, Message
from tui.wire.requests import Client

Range = tuple[int, int]
Detail = Literal[0, 1]

# Where matches of a reply that names no range may begin, at most so far before the cursor.
_REACH = 200
# Matches up to which what the kernel says of them may come in another order.
_SORTED = 5_000
# What no match may insert: C0 but tab and newline, DEL, C1, and halves of surrogate pairs.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Match:
    """One completion: `text` takes the range's place; of control characters only tab and newline.

    `kind` ("function", "path") and `signature` ("(a, b=1)") are as the kernel sent them, which is
    nothing to show before it is cleaned; "" is unknown.
    """

    text: str
    kind: str = ""
    signature: str = ""


class Matches(Sequence[Match]):
    """The matches of a reply, in its order; each is made when it is asked for.

    There may be a hundred thousand of them, of which ten are looked at.
    """

    __slots__ = ("_fields", "texts")

    def __init__(self, texts: Sequence[str] = (), fields: Sequence[Json] = ()) -> None:
        """Pair `texts` with what the kernel says of each: an object with the same `text`."""
        self.texts: tuple[str, ...] = tuple(texts)
        self._fields = fields if len(fields) == len(self.texts) else ()

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Match: ...

    @overload
    def __getitem__(self, index: slice) -> Matches: ...

    def __getitem__(self, index: int | slice) -> Match | Matches:
        if isinstance(index, slice):
            return Matches(self.texts[index], self._fields[index])
        text = self.texts[index]
        fields = object_of(self._fields[index]) if self._fields else {}
        if fields.get("text") != text:
            return Match(text)
        return Match(text, _known(fields.get("type")), _known(fields.get("signature")))

    def __iter__(self) -> Iterator[Match]:
        return (self[index] for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Matches) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(self.texts)


@dataclass(frozen=True, slots=True)
class Completion:
    """What can take the place of `code[start:end]`; 0 <= start <= cursor <= end <= len(code)."""

    start: int
    end: int
    matches: Matches = field(default_factory=Matches)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a kernel knows of a name: a MIME bundle, as it came; empty unless `found`."""

    found: bool = False
    data: MimeBundle = field(default_factory=dict)


def complete_request(client: Client, code: str, cursor: int) -> Message:
    """Ask what can stand at `cursor`."""
    content: dict[str, Json] = {"code": code, "cursor_pos": cursor}
    return client.message(Channel.SHELL, "complete_request", content)


def inspect_request(client: Client, code: str, cursor: int, detail: Detail = 0) -> Message:
    """Ask what the name at `cursor` is; a `detail` of 1 asks for its source too."""
    content: dict[str, Json] = {"code": code, "cursor_pos": cursor, "detail_level": detail}
    return client.message(Channel.SHELL, "inspect_request", content)


def decode_completion(message: Message, code: str, cursor: int) -> Completion:
    """The answer to a `complete_request` for `cursor` in `code`.

    Matches that are no text, or hold control characters, are left out, like all but the first of
    equal ones. A range that does not hold the cursor counts for nothing; where the matches'
    own fields agree on another one that does, that one is taken.
    """
    content = message.content
    sent = content.get("matches")
    if content.get("status") == "error" or not isinstance(sent, list):
        return Completion(cursor, cursor)
    described = object_of(message.content.get("metadata")).get("_jupyter_types_experimental")
    fields = _parallel(sent, described if isinstance(described, list) else [])
    own = _range(content.get("cursor_start"), content.get("cursor_end"), code, cursor)
    start, end = _agreed_range(sent, fields, own, code, cursor) or own or (-1, -1)
    matches = _usable(sent, fields)
    if start < 0:
        start, end = _overlap(matches.texts, code, cursor), cursor
    return Completion(start, end, matches)


def decode_inspection(message: Message) -> Inspection:
    """The answer to an `inspect_request`; not found, refused and empty ones are all the same."""
    content = message.content
    data = object_of(content.get("data"))
    if content.get("status") == "error" or content.get("found") is False or not data:
        return Inspection()
    return Inspection(True, {mime: item for mime, item in data.items() if isinstance(mime, str)})


def _known(value: Json) -> str:
    return value if isinstance(value, str) and value != "<unknown>" else ""


def _range(start: Json, end: Json, code: str, cursor: int) -> Range | None:
    """A range that holds the cursor, cut at the code's end; `None` when it is none."""
    if not (_is_position(start) and _is_position(end)):
        return None
    assert isinstance(start, int) and isinstance(end, int)
    return (start, min(end, len(code))) if 0 <= start <= cursor <= end else None


def _is_position(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _parallel(sent: list[Json], described: list[Json]) -> Sequence[Json]:
    """What is said of each match, in the order of the matches; empty when nothing is."""
    if len(sent) > _SORTED or all(
        isinstance(item, dict) and item.get("text") == text
        for item, text in zip_longest(described, sent)
    ):
        return described if len(described) == len(sent) else ()
    by_text: dict[Json, Json] = {}
    for item in described:
        if isinstance(text := object_of(item).get("text"), str):
            by_text.setdefault(text, item)
    return [by_text.get(text) if isinstance(text, str) else None for text in sent]


def _agreed_range(
    sent: list[Json], fields: Sequence[Json], own: Range | None, code: str, cursor: int
) -> Range | None:
    """The range that all matches' fields name, unless it is the reply's own or none at all."""
    first = object_of(fields[0]) if fields else {}
    named = first.get("start"), first.get("end")
    if (agreed := _range(*named, code, cursor)) is None or agreed == own:
        return None
    alike = all(
        isinstance(item, dict)
        and (item.get("start"), item.get("end")) == named
        and item.get("text") == text
        for item, text in zip(fields, sent, strict=True)
    )
    return agreed if alike else None


def _usable(sent: list[Json], fields: Sequence[Json]) -> Matches:
    """The matches that may be inserted, each once."""
    texts = [text for text in sent if isinstance(text, str)]
    # One look at all of them is faster than one at each.
    if len(sent) == len({"", *texts}) - 1 and "".join(texts).isprintable():
        return Matches(texts, fields)
    kept: dict[str, int] = {}
    for index, text in enumerate(sent):
        if isinstance(text, str) and (text.isprintable() or _CONTROL.search(text) is None):
            kept.setdefault(text, index)
    kept.pop("", None)
    return Matches(tuple(kept), [fields[index] for index in kept.values()] if fields else ())


def _overlap(texts: Sequence[str], code: str, cursor: int) -> int:
    """Where matches without a range begin: what is typed of the first is not to stand twice."""
    if not texts:
        return cursor
    before = code[max(0, cursor - _REACH) : cursor]
    longest = min(len(before), len(texts[0]))
    size = next(size for size in range(longest, -1, -1) if before.endswith(texts[0][:size]))
    return cursor - size
