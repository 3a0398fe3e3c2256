"""The fields of a `kernel.json` as texts that can be typed, and back.

Texts, arguments and variables stand as they are. One that has something in it that cannot be
shown, or blanks at its ends, stands as a JSON string in double quotes: what is typed like that
is read as one.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from tui.model.clean import HIDDEN, clean
from tui.wire.message import Json

LONGEST_LINE = 2_000
"""Code points of a field of one line, and of a line of any other, up to which it is shown."""
LONGEST_TEXT = 20_000
"""Code points of a field of several lines up to which it is shown."""

_HIDDEN = re.compile(f"[{HIDDEN}]")
_MOST_LINES = 500


class SpecField(StrEnum):
    """A field of a `kernel.json` that can be edited."""

    DISPLAY_NAME = "display_name"
    LANGUAGE = "language"
    ARGV = "argv"
    ENV = "env"
    INTERRUPT_MODE = "interrupt_mode"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class WrittenField:
    """What stands in a field when it is opened.

    `size` is that of a value which is too large to be shown, in code points, else 0: it stays as
    long as nothing is typed in its place. `is_as_in_file` says that the text has the same meaning
    as what the file has; it is false where the file's value is none that a kernelspec can have.
    """

    text: str = ""
    size: int = 0
    is_as_in_file: bool = True


def written(field: SpecField, fields: Mapping[str, Json]) -> WrittenField:
    """A field's text; of a value that is broken, as much of it as can be read."""
    value = fields.get(field)
    if value is None and field not in fields:
        return WrittenField("signal" if field is SpecField.INTERRUPT_MODE else "")
    try:
        text = _text(field, value)
    except RecursionError:
        return WrittenField(size=1)
    try:
        is_as_in_file = _means(field, text, value)
    except (ValueError, RecursionError):
        is_as_in_file = False
    if _is_long(text, is_line=field in (SpecField.DISPLAY_NAME, SpecField.LANGUAGE)):
        return WrittenField(size=len(text), is_as_in_file=is_as_in_file)
    return WrittenField(text, is_as_in_file=is_as_in_file)


def read(field: SpecField, text: str) -> Json:
    """The value of what is typed; `None` for none. Raises `ValueError` with a sentence."""
    match field:
        case SpecField.ARGV:
            return list(_words(text))
        case SpecField.ENV:
            return dict(_variables(text)) or None
        case SpecField.METADATA:
            return dict(_object(text)) or None
        case SpecField.DISPLAY_NAME | SpecField.LANGUAGE | SpecField.INTERRUPT_MODE:
            return _word(text) or None


def _means(field: SpecField, text: str, value: Json) -> bool:
    """Whether a text is read as the value it was made of."""
    if field is SpecField.INTERRUPT_MODE:
        return isinstance(value, str) and value.lower() in ("signal", "message")
    return read(field, text) == (value or None if field is not SpecField.ARGV else value)


def _text(field: SpecField, value: Json) -> str:
    match field:
        case SpecField.ARGV if isinstance(value, list):
            return "\n".join(_shown(each) for each in value)
        case SpecField.ARGV if isinstance(value, str):
            return "\n".join(_written_word(word) for word in _as_a_shell_has_it(value))
        case SpecField.ENV if isinstance(value, dict):
            return "\n".join(_written_word(f"{name}={_plain(v)}") for name, v in value.items())
        case SpecField.METADATA:
            return _escaped(json.dumps(value, indent=2, ensure_ascii=False))
        case SpecField.INTERRUPT_MODE if isinstance(value, str):
            return value.lower() if value.lower() in ("signal", "message") else ""
        case SpecField.INTERRUPT_MODE:
            return ""
        case _:
            return _shown(value)


def _as_a_shell_has_it(command: str) -> Sequence[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return (command,)


def _shown(value: Json) -> str:
    return _written_word(_plain(value))


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _written_word(text: str) -> str:
    if text and text == text.strip() and text[0] != '"' and clean(text) == text:
        return text
    return _escaped(json.dumps(text, ensure_ascii=False))


def _escaped(text: str) -> str:
    """A JSON text that can be shown: what is hidden stands in strings only."""
    return _HIDDEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    # The one control character that JSON takes as it is, even where all else is escaped.
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def _is_long(text: str, *, is_line: bool) -> bool:
    if len(text) > (LONGEST_LINE if is_line else LONGEST_TEXT):
        return True
    lines = text.split("\n")
    return len(lines) > _MOST_LINES or any(len(line) > LONGEST_LINE for line in lines)


def _word(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        if clean(text) != text:
            raise ValueError(
                "It holds a character that cannot be shown: write it in double quotes, as \\u"
                " and four digits."
            )
        return text
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ValueError(
            "What begins with a double quote is a JSON string: another one ends it, and one in"
            ' it is written \\".'
        ) from error
    return str(value)


def _lines(text: str) -> Sequence[tuple[int, str]]:
    lines = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
    return [(number, line) for number, line in lines if line.strip()]


def _words(text: str) -> list[str]:
    return [_word_in(number, line) for number, line in _lines(text)]


def _word_in(number: int, line: str) -> str:
    try:
        return _word(line)
    except ValueError as error:
        raise ValueError(f"Line {number}: {error}") from error


def _variables(text: str) -> dict[str, Json]:
    variables: dict[str, Json] = {}
    for number, line in _lines(text):
        name, is_pair, value = _word_in(number, line).partition("=")
        if not is_pair or not name:
            raise ValueError(f"Line {number} is not of the form NAME=value.")
        if name in variables:
            raise ValueError(f"Line {number}: {clean(name[:40])} is there twice.")
        variables[name] = value
    return variables


def _object(text: str) -> dict[str, Json]:
    if not text.strip():
        return {}
    try:
        value = json.loads(text, parse_constant=_no_json)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"This is no JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    except RecursionError as error:
        raise ValueError("This is nested too deeply.") from error
    if not isinstance(value, dict):
        raise ValueError("Metadata is a JSON object: names and values in braces.")
    return value


def _no_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no value that JSON has.")
