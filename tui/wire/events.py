"""What a kernel says and what happens to a session, as the events the transcript is built from.

The union `KernelEvent` is closed: `tui.model.transcript` handles every member. Texts are as the
kernel sent them (hostile until cleaned). `parent_id` is the id of the request an event belongs
to, `""` when the kernel named none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from tui.wire.message import Json, JsonObject

MimeBundle = Mapping[str, Json]
StreamName = Literal["stdout", "stderr"]


@dataclass(frozen=True, slots=True)
class Origin:
    """The request an event belongs to, and the client that made it."""

    parent_id: str = ""
    session: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class StatusReported:
    """The kernel is `busy` with or `idle` after a request, or `starting`."""

    origin: Origin
    state: str


@dataclass(frozen=True, slots=True)
class CodeEchoed:
    """The kernel began to execute code, of this client or another (`execute_input`)."""

    origin: Origin
    code: str
    execution_count: int | None


@dataclass(frozen=True, slots=True)
class StreamWritten:
    """A piece of terminal text, cut anywhere (`stream`)."""

    origin: Origin
    name: StreamName
    text: str


@dataclass(frozen=True, slots=True)
class DataDisplayed:
    """A MIME bundle to show (`display_data`, `execute_result`).

    `execution_count` is `None` unless it is a result; `is_result` tells the two apart.
    """

    origin: Origin
    data: MimeBundle
    metadata: JsonObject
    display_id: str | None = None
    is_result: bool = False
    execution_count: int | None = None


@dataclass(frozen=True, slots=True)
class DisplayUpdated:
    """New data for every output with this display id (`update_display_data`)."""

    origin: Origin
    display_id: str
    data: MimeBundle
    metadata: JsonObject


@dataclass(frozen=True, slots=True)
class ErrorRaised:
    """An exception, with its coloured traceback lines, which end with `ename: evalue`."""

    origin: Origin
    ename: str
    evalue: str
    traceback: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutputCleared:
    """The outputs of a cell are to go: now, or with `wait` when the next output comes."""

    origin: Origin
    wait: bool


@dataclass(frozen=True, slots=True)
class ExecuteReplied:
    """The reply to an execute request.

    `status` is any string (`ok`, `error`, `aborted`, bash_kernel's `abort`...). The error
    fields are filled where the reply carries them, whether or not iopub does.
    """

    origin: Origin
    status: str
    execution_count: int | None
    ename: str = ""
    evalue: str = ""
    traceback: tuple[str, ...] = ()
    payload: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class InputRequested:
    """The kernel asks the user for a line of text; `request` is the header to answer to."""

    origin: Origin
    prompt: str
    password: bool
    request: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A message of a type this program does not know, or one it has no use for."""

    origin: Origin
    msg_type: str


IopubEvent = (
    StatusReported
    | CodeEchoed
    | StreamWritten
    | DataDisplayed
    | DisplayUpdated
    | ErrorRaised
    | OutputCleared
    | Unrecognised
)


@dataclass(frozen=True, slots=True)
class CellSubmitted:
    """The user entered code; it waits for its turn. The cell id is the request's id."""

    cell_id: str
    code: str


@dataclass(frozen=True, slots=True)
class CellResubmitted:
    """A cell that has ended, known as `earlier_id`, waits for another run, with other code or not.

    It stays where it is, and keeps its outputs until it is sent.
    """

    earlier_id: str
    cell_id: str
    code: str


@dataclass(frozen=True, slots=True)
class CellSent:
    """A waiting cell was sent to the kernel."""

    cell_id: str


@dataclass(frozen=True, slots=True)
class CellCancelled:
    """A waiting cell will not be sent, for example because the one before failed."""

    cell_id: str


@dataclass(frozen=True, slots=True)
class CellGivenUp:
    """A sent cell is held to be over although its reply or its idle never came.

    `is_lost` says that the connection was broken meanwhile: without either it is not known what
    became of the cell.
    """

    cell_id: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class InputAnswered:
    """The user answered the open input request of a cell; `None` is end of file."""

    cell_id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class KernelEnded:
    """The kernel is gone: every open cell is lost. The notices say why."""


@dataclass(frozen=True, slots=True)
class KernelRestarted:
    """A new kernel process took the place of the old one; `words` stand in the rule it leaves."""

    words: str = "restarted"


class NoticeKind(StrEnum):
    """How a notice in the transcript is drawn."""

    RULE = "rule"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NoticePosted:
    """jtui itself has something to say in the transcript; may have several lines."""

    kind: NoticeKind
    text: str


LocalEvent = (
    CellSubmitted
    | CellResubmitted
    | CellSent
    | CellCancelled
    | CellGivenUp
    | InputAnswered
    | KernelEnded
    | KernelRestarted
    | NoticePosted
)

KernelEvent = IopubEvent | ExecuteReplied | InputRequested | LocalEvent
