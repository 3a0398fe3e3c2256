"""What a kernel or a file sent, made JSON that every program can read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import TypeGuard

from tui.model.clean import REPLACEMENT
from tui.wire.message import Json, JsonObject

DEEPEST = 100
"""Levels of nesting that are kept."""

_TOO_DEEP = "[nested too deeply]"
_HALF = re.compile("[\ud800-\udfff]")
_JSON_MIME = re.compile(r"application/(.*\+)?json")


def is_json_mime(mime: str) -> bool:
    """Whether nbformat takes any JSON for data of this type, and not only text."""
    return _JSON_MIME.fullmatch(mime) is not None


def plain_text(text: str) -> str:
    """`text` with halves of characters replaced, which UTF-8 cannot hold."""
    return text if text.isascii() else _HALF.sub(REPLACEMENT, text)


def plain_json(value: object, depth: int = DEEPEST) -> Json:
    """A copy of `value` without what JSON or UTF-8 cannot hold; NaN and infinity are null."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return plain_text(value)
        case float():
            return value if math.isfinite(value) else None
        case _ if depth <= 0:
            return _TOO_DEEP
        case Mapping():
            return plain_object(value, depth)
        case list() | tuple():
            return [plain_json(item, depth - 1) for item in value]
        case _:
            return plain_text(str(value))


def plain_object(fields: Mapping[str, object], depth: int = DEEPEST) -> dict[str, Json]:
    """An object as `plain_json` makes it."""
    return {plain_text(str(key)): plain_json(item, depth - 1) for key, item in fields.items()}


def plain_bundle(data: JsonObject) -> dict[str, Json]:
    """A MIME bundle as nbformat wants it: text, or any JSON for the types that are JSON."""
    return {
        plain_text(mime): plain_json(value) if is_json_mime(mime) else _text(value)
        for mime, value in data.items()
    }


def _text(value: Json) -> str:
    if isinstance(value, str):
        return plain_text(value)
    if is_lines(value):
        return plain_text("".join(value))
    return json.dumps(plain_json(value), ensure_ascii=False)


def is_lines(value: object) -> TypeGuard[list[str]]:
    """Whether this is a text in the form of a list of its lines."""
    return isinstance(value, list) and all(isinstance(line, str) for line in value)
