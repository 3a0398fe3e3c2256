"""What a cell has put out, each kind as its own type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui.model.stream_text import StreamText
from tui.wire.events import MimeBundle, StreamName
from tui.wire.message import JsonObject


@dataclass(slots=True, eq=False)
class StreamOutput:
    """What was printed to one stream without anything else in between."""

    name: StreamName
    text: StreamText


@dataclass(slots=True, eq=False)
class DisplayOutput:
    """A displayed value or, with `is_result`, the value of the cell.

    `execution_count` is the number for `Out[n]:`, `None` when the kernel sent none.
    `revision` grows with every update of its data.
    """

    data: MimeBundle
    metadata: JsonObject
    display_id: str | None = None
    is_result: bool = False
    execution_count: int | None = None
    revision: int = 0


@dataclass(slots=True, eq=False)
class ErrorOutput:
    """An exception; the lines of `traceback` hold SGR colours and end with `ename: evalue`."""

    ename: str
    evalue: str
    traceback: tuple[str, ...]


class InputState(StrEnum):
    """What became of a question to the user."""

    WAITING = "waiting"
    ANSWERED = "answered"
    END_OF_FILE = "end of file"
    DROPPED = "dropped"


@dataclass(slots=True, eq=False)
class InputOutput:
    """A question of the kernel with the user's answer; a password's answer is never kept.

    `request` is the header that the answer goes to.
    """

    prompt: str
    password: bool
    request: JsonObject
    state: InputState = InputState.WAITING
    answer: str = ""


Output = StreamOutput | DisplayOutput | ErrorOutput | InputOutput
