"""What a reply asks of the front end (Jupyter messaging, "Payloads"): deprecated, in daily use."""

from __future__ import annotations

from dataclasses import dataclass

from tui.wire.decode import object_of, text_of
from tui.wire.events import MimeBundle
from tui.wire.message import Json, JsonObject

_LONGEST_PATH = 4096
_LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Page:
    """A page of help is to be shown: `?`, `??`, `%quickref`."""

    data: MimeBundle


@dataclass(frozen=True, slots=True)
class NextInput:
    """A text is to stand in the prompt: `%rep`, `%recall`, `%load`."""

    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A file on the kernel's computer is to be edited: `%edit`; `line` from 1, 0 for anywhere."""

    filename: str
    line: int


@dataclass(frozen=True, slots=True)
class Exit:
    """The front end is to end: `exit`, `quit`; with `keep_kernel` the kernel is not."""

    keep_kernel: bool


Payload = Page | NextInput | Edit | Exit


def decode_payload(payload: JsonObject) -> Payload | None:
    """The payload of a reply, `None` for one that is of no known kind."""
    match payload.get("source"):
        case "page":
            return Page(object_of(payload.get("data")))
        case "set_next_input":
            return NextInput(text_of(payload.get("text")))
        case "edit_magic" | "edit":
            name = text_of(payload.get("filename"))
            return Edit(name, _line(payload.get("line_number"))) if _is_path(name) else None
        case "ask_exit":
            return Exit(payload.get("keepkernel") is True)
        case _:
            return None


def _line(value: Json) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) < _LONGEST_NUMBER:
        # So ipykernel sends the line of `%edit -n`.
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 < value < 1 << 31 else 0


def _is_path(name: str) -> bool:
    # What is relative would be looked for where the kernel is not.
    return name.startswith("/") and len(name) <= _LONGEST_PATH and name.isprintable()
