"""The `kernel.json` of a kernelspec as a form edits it: read as far as it can be, and watched."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import SpecEntry
from tui.stores.kernelspecs import LARGEST_FILE, parse_kernelspec, read_kernel_json
from tui.stores.kernelspecs.owners import edit_refusal
from tui.wire.message import Json

Stamp = tuple[int, int, int]
"""What tells one state of a file from another: its number, size, and time of change."""

_KEYS = ("argv", "display_name", "language", "env", "interrupt_mode", "metadata")
_NEXT_KEY = re.compile('"(?:' + "|".join(_KEYS) + r')"\s*:')
_BETWEEN = re.compile(r"[\s,{]*")
_COLON = re.compile(r"\s*:\s*")


@dataclass(frozen=True, slots=True)
class SpecFile:
    """What was read of a file.

    `problem` says what is wrong with it, `refusal` why it cannot be written; both are sentences,
    cleaned, or `""`. `is_whole` tells that it is a JSON object, so that fields which are not
    named in an edit stay. `stamp` is `None` for a file that is not there.
    """

    fields: Mapping[str, Json] = field(default_factory=dict)
    problem: str = ""
    refusal: str = ""
    is_whole: bool = True
    stamp: Stamp | None = None


def read_spec_file(entry: SpecEntry) -> SpecFile:
    """Read what can be edited of a kernelspec; raises nothing. Takes disk time."""
    refusal = edit_refusal(entry)
    if entry.path is None or not entry.is_on_disk:
        fields = _fields(entry.spec) if entry.spec is not None else {}
        return SpecFile(fields, refusal=refusal)
    stamp = stamp_of(entry.path)
    try:
        fields = read_kernel_json(entry.path)
    except KernelspecError as error:
        found = _salvaged(_text(entry.path))
        return SpecFile(found, sentence(str(error)), refusal, is_whole=False, stamp=stamp)
    try:
        parse_kernelspec(fields, entry.path)
    except KernelspecError as error:
        return SpecFile(fields, sentence(str(error)), refusal, stamp=stamp)
    return SpecFile(fields, refusal=refusal, stamp=stamp)


def stamp_of(path: Path) -> Stamp | None:
    """The state of the `kernel.json` in a directory, `None` when there is none. Disk time."""
    try:
        status = os.stat(path / "kernel.json")  # noqa: PTH116 (as the file is read)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def sentence(reason: str) -> str:
    """What an error says with a full stop, cleaned; it may begin with the name of a field."""
    words = clean(reason)
    return words if words.endswith(".") else f"{words}."


def _fields(spec: KernelSpec) -> Mapping[str, Json]:
    return {
        "argv": list(spec.argv),
        "display_name": spec.display_name,
        "language": spec.language,
        "env": dict(spec.env),
        "interrupt_mode": spec.interrupt_mode,
        "metadata": dict(spec.metadata),
    }


def _text(path: Path) -> str:
    """What a file has that is no JSON; `""` for one that is none, too large, or not to be read."""
    try:
        # What is a pipe must not hold the thread.
        descriptor = os.open(path / "kernel.json", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
            return ""
        return os.read(descriptor, LARGEST_FILE).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def _salvaged(text: str) -> Mapping[str, Json]:
    """The fields of a kernelspec that can be read in spite of a fault in the text around them."""
    decoder = json.JSONDecoder()
    fields: dict[str, Json] = {}
    place = 0
    while place < len(text):
        start = _end(_BETWEEN, text, place)
        try:
            key, after = decoder.raw_decode(text, start)
            value, place = decoder.raw_decode(text, _end(_COLON, text, after))
        except (ValueError, RecursionError):
            following = _NEXT_KEY.search(text, start + 1)
            if following is None:
                break
            place = following.start()
            continue
        if isinstance(key, str) and key in _KEYS:
            fields.setdefault(key, value)
    return fields


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found is not None else place
