"""The bytes of a notebook as Jupyter writes them: texts as lists of lines, keys sorted."""

from __future__ import annotations

import json
import re

from tui.wire.decode import object_of
from tui.wire.message import Json, JsonObject

_SPLIT = ("application/javascript", "image/svg+xml")
# What steers a terminal or turns text round; as an escape it says the same to every program.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def encoded(notebook: JsonObject) -> bytes:
    """A notebook in UTF-8, byte for byte as nbformat writes it unless it could steer a terminal.

    Raises `ValueError`, `TypeError` or `RecursionError` for what is no JSON.
    """
    cells = notebook.get("cells")
    lines = {
        **notebook,
        "cells": [_cell(cell) for cell in cells] if isinstance(cells, list) else [],
    }
    text = json.dumps(
        lines,
        ensure_ascii=False,
        allow_nan=False,
        indent=1,
        sort_keys=True,
        separators=(",", ": "),
    )
    return _STEERING.sub(_escaped, f"{text}\n").encode()


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
