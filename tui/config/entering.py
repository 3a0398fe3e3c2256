"""Values of settings as texts: how they are shown, and what a text that was typed means."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from traitlets.config import Config

from tui.config.application import own_sections
from tui.config.checking import checked
from tui.config.described import Setting
from tui.errors import ConfigurationError


def shown(value: object) -> str:
    """A value in one line, as in a list of settings; not cleaned."""
    match value:
        case str():
            return value or "(empty)"
        case list() | dict():
            return _json(value) if value else "(none)"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)


def text_of(value: object) -> str:
    """A value as it is typed: texts as they are, simple tables as `name=value`, others as JSON."""
    match value:
        case str():
            return value
        case float():
            return shown(value)
        case dict() if all(_is_word(name) and _is_word(each) for name, each in value.items()):
            return " ".join(f"{name}={each}" for name, each in value.items())
        case list() | dict() if not value:
            return ""
        case _:
            return _json(value)


def value_of(setting: Setting, text: str) -> Any:
    """The value that a typed text means; raises `ConfigurationError` with what is taken instead."""
    return taken(setting, _parsed(setting, text))


def taken(setting: Setting, value: object) -> Any:
    """A value if the setting takes it; raises `ConfigurationError`."""
    config = Config({setting.section: {setting.name: value}})
    _, problems = checked(config, own_sections(), "")
    if problems:
        raise ConfigurationError(f"It takes {setting.takes}.")
    return value


def _parsed(setting: Setting, text: str) -> Any:
    match setting.default:
        case str():
            return text
        case bool():
            words = {"true": True, "false": False}
            return words.get(text.strip().lower(), text)
        case int() | float():
            return _number(setting, text.strip())
        case list():
            return _items(text.strip())
        case dict():
            return _entries(text.strip())
        case _:
            return _loaded(text)


def _number(setting: Setting, text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ConfigurationError(f"It takes {setting.takes}.")
    return number


def _items(text: str) -> Any:
    """A list: nothing, one item as it is, or JSON."""
    if not text.startswith("["):
        return [text] if text else []
    return _loaded(text, '["one", "two"]')


def _entries(text: str) -> Any:
    """A table: nothing, `name=value` pairs with blanks between them, or JSON."""
    if text.startswith("{"):
        return _loaded(text, '{"name": "value"}')
    pairs = [word.partition("=") for word in text.split()]
    if not all(name and equals for name, equals, _ in pairs):
        raise ConfigurationError('It takes a table of texts: name=value, or {"name": "value"}.')
    return {name: value for name, _, value in pairs}


def _loaded(text: str, example: str = "") -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ConfigurationError("It is nested too deep.") from error
    except ValueError as error:
        column = getattr(error, "colno", 1)
        words = f" It is written as {example}." if example else ""
        raise ConfigurationError(f"It is not right at character {column}.{words}") from error


def _is_word(text: object) -> bool:
    return isinstance(text, str) and bool(re.fullmatch(r"[^\s={]+", text))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
