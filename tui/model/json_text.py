"""Parts of a JSON value as text: where they are, what is copied of them, where a text is in them.

All of it without recursion: values may be nested deeper than Python's stack is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from tui.model.clean import clean
from tui.model.json_tree import Path
from tui.model.tables.progress import Progress
from tui.wire.message import Json

MOST_HITS = 10_000
# Numbers that the paths of what was found may have, all together.
_MOST_STEPS = 1_000_000
_STEP = 5_000
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
# Python writes no integer of more digits.
_LARGEST_INT = 10**1000

_Items = Iterator[tuple[int, str | None, Json]]


def scalar_text(value: Json) -> str:
    """What is neither list nor object, as JSON has it, but for a string, which stands bare."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not -_LARGEST_INT < value < _LARGEST_INT:
        return f"(an integer of {value.bit_length():,} bits)"
    return json.dumps(value) if not isinstance(value, (dict, list)) else ""


def step_text(name: str | None, number: int) -> str:
    """One step of a path: `.name`, `["other name"]` or `[3]`."""
    if name is None:
        return f"[{number}]"
    if _PLAIN_NAME.fullmatch(name) is not None:
        return f".{name}"
    return f"[{clean(json.dumps(name, ensure_ascii=False))}]"


def _items(value: Json) -> _Items:
    if isinstance(value, dict):
        for number, (name, item) in enumerate(value.items()):
            yield number, name, item
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield number, None, item


def places_of(value: Json, text: str, progress: Progress) -> list[Path]:
    """The paths of items whose name or value holds a text, in order; for a thread.

    Case matters when the text has capitals. At most `MOST_HITS`. Raises `Cancelled`.
    """
    ignores_case = text == text.lower()

    def holds(words: str) -> bool:
        return text in (words.lower() if ignores_case else words)

    total = len(value) if isinstance(value, (dict, list)) else 1
    found: list[Path] = []
    steps = count = 0
    path: list[int] = []
    stack: list[_Items] = [_items(value)]
    if holds(scalar_text(value)):
        found.append(())
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            if path:
                path.pop()
            continue
        number, name, inner = item
        count += 1
        if count % _STEP == 0:
            progress.at(path[0] if path else number, total)
        is_nested = isinstance(inner, (dict, list))
        if (name is not None and holds(name)) or (not is_nested and holds(scalar_text(inner))):
            found.append((*path, number))
            steps += len(path) + 1
            if len(found) >= MOST_HITS or steps > _MOST_STEPS:
                break
        if is_nested and inner:
            path.append(number)
            stack.append(_items(inner))
    return found


def written(value: Json, most: int, progress: Progress) -> str | None:
    """A value as JSON, indented; `None` when that is more than `most` characters; for a thread.

    A string stands bare, as that is what one wants of it. Raises `Cancelled`.
    """
    if not isinstance(value, (dict, list)):
        text = scalar_text(value)
        return text if len(text) <= most else None
    parts: list[str] = []
    length = 0
    for part in _parts(value):
        parts.append(part)
        length += len(part)
        if length > most:
            return None
        if len(parts) % _STEP == 0:
            progress.at(length, most)
    return "".join(parts)


def _parts(value: Json) -> Iterator[str]:
    yield _opener(value)
    stack: list[tuple[Json, _Items]] = [(value, _items(value))]
    while stack:
        outer, items = stack[-1]
        item = next(items, None)
        margin = "  " * min(len(stack), 100)
        if item is None:
            stack.pop()
            if outer:
                yield f"\n{'  ' * min(len(stack), 100)}"
            yield "}" if isinstance(outer, dict) else "]"
            continue
        number, name, inner = item
        yield f"{',' if number else ''}\n{margin}"
        if name is not None:
            yield f"{json.dumps(name, ensure_ascii=False)}: "
        if isinstance(inner, (dict, list)):
            yield _opener(inner)
            stack.append((inner, _items(inner)))
        else:
            is_text = isinstance(inner, str)
            yield json.dumps(inner, ensure_ascii=False) if is_text else scalar_text(inner)


def _opener(value: Json) -> str:
    return "{" if isinstance(value, dict) else "["


def path_text(steps: Sequence[str]) -> str:
    """A path from its steps: `$.a[3].b`."""
    return "$" + "".join(steps)
