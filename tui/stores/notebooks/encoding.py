"""The bytes of a notebook as Jupyter writes them: texts as lists of lines, keys sorted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from tui.wire.decode import object_of
from tui.wire.message import Json, JsonObject

_SPLIT = ("application/javascript", "image/svg+xml")
# What steers a terminal or turns text round; as an escape it says the same to every program.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True, separators=(",", ": ")
)
_PIECE = 250_000
"""Characters of a piece, unless a single text is longer."""


def encoded(notebook: JsonObject) -> bytes:
    """A notebook in UTF-8, byte for byte as nbformat writes it unless it could steer a terminal.

    Raises `ValueError`, `TypeError` or `RecursionError` for what is no JSON.
    """
    cells = notebook.get("cells")
    lines = {
        **notebook,
        "cells": [_cell(cell) for cell in cells] if isinstance(cells, list) else [],
    }
    return b"".join(_pieces(_ENCODER.iterencode(lines)))


def _pieces(chunks: Iterable[str]) -> Iterator[bytes]:
    """The bytes of a text in handy pieces: one look at all of it would stop the other threads."""
    gathered: list[str] = []
    length = 0
    for chunk in chain(chunks, "\n"):
        gathered.append(chunk)
        length += len(chunk)
        if length > _PIECE:
            yield _harmless("".join(gathered))
            gathered, length = [], 0
    yield _harmless("".join(gathered))


def _harmless(text: str) -> bytes:
    # Pictures are most of what is long; whether a text is ASCII is known without a look at it.
    if not text.isascii() or "\x7f" in text:
        text = _STEERING.sub(_escaped, text)
    return text.encode()


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _cell(cell: Json) -> Json:
    if not isinstance(cell, dict):
        return cell
    split = {**cell, "source": _lines(cell.get("source", ""))}
    attachments = cell.get("attachments")
    if isinstance(attachments, dict):
        split["attachments"] = {name: _bundle(data) for name, data in attachments.items()}
    outputs = cell.get("outputs")
    if isinstance(outputs, list):
        split["outputs"] = [_output(output) for output in outputs]
    return split


def _output(output: Json) -> Json:
    fields = object_of(output)
    if "text" in fields:
        return {**fields, "text": _lines(fields["text"])}
    if "data" in fields:
        return {**fields, "data": _bundle(fields["data"])}
    return output


def _bundle(data: Json) -> Json:
    if not isinstance(data, dict):
        return data
    return {
        mime: _lines(value) if mime.startswith("text/") or mime in _SPLIT else value
        for mime, value in data.items()
    }


def _lines(text: Json) -> Json:
    return list(text.splitlines(keepends=True)) if isinstance(text, str) else text
