"""Short words for what happens to a transcript, and a picture of what comes of it."""

from __future__ import annotations

from collections.abc import Iterable

from tui.model.cells import Notice
from tui.model.outputs import (
    DisplayOutput,
    ErrorOutput,
    InputOutput,
    Output,
    StreamOutput,
)
from tui.model.transcript import Transcript
from tui.wire.events import (
    CellSent,
    CellSubmitted,
    CodeEchoed,
    DataDisplayed,
    DisplayUpdated,
    ErrorRaised,
    ExecuteReplied,
    InputAnswered,
    InputRequested,
    KernelEnded,
    KernelEvent,
    KernelRestarted,
    Origin,
    OutputCleared,
    StatusReported,
    StreamWritten,
)

ME = "me"


def of(cell: str) -> Origin:
    return Origin(cell, ME, "ann") if cell else Origin()


def theirs(cell: str) -> Origin:
    return Origin(cell, "other", "bob")


# The words of the tables: `a`, `b` are cells.


def entered(cell: str) -> KernelEvent:
    return CellSubmitted(cell, f"code {cell}")


def sent(cell: str) -> KernelEvent:
    return CellSent(cell)


def idle(cell: str) -> KernelEvent:
    return StatusReported(of(cell), "idle")


def busy(cell: str) -> KernelEvent:
    return StatusReported(of(cell), "busy")


def out(cell: str, text: str) -> KernelEvent:
    return StreamWritten(of(cell), "stdout", text)


def err(cell: str, text: str) -> KernelEvent:
    return StreamWritten(of(cell), "stderr", text)


def shown(cell: str, text: str, display_id: str | None = None) -> KernelEvent:
    return DataDisplayed(of(cell), {"text/plain": text}, {}, display_id)


def value(cell: str, text: str, number: int | None = None) -> KernelEvent:
    return DataDisplayed(of(cell), {"text/plain": text}, {}, None, True, number)


def updated(display_id: str, text: str) -> KernelEvent:
    return DisplayUpdated(of(""), display_id, {"text/plain": text}, {})


def raised(cell: str, name: str) -> KernelEvent:
    return ErrorRaised(of(cell), name, "", (name,))


def replied(cell: str, status: str = "ok", number: int | None = None) -> KernelEvent:
    return ExecuteReplied(of(cell), status, number)


def replied_error(cell: str, name: str, status: str = "error") -> KernelEvent:
    return ExecuteReplied(of(cell), status, None, name, "v", (name,))


def clear(cell: str, wait: bool = False) -> KernelEvent:
    return OutputCleared(of(cell), wait)


def asked(cell: str, prompt: str, password: bool = False) -> KernelEvent:
    return InputRequested(of(cell), prompt, password, {"msg_id": "q"})


def answered(cell: str, text: str | None) -> KernelEvent:
    return InputAnswered(cell, text)


def echoed(cell: str, number: int | None) -> KernelEvent:
    return CodeEchoed(of(cell), f"code {cell}", number)


def remote(cell: str, number: int | None = 7) -> KernelEvent:
    return CodeEchoed(theirs(cell), f"code {cell}", number)


RESTART, END = KernelRestarted(), KernelEnded()
RUN_A, RUN_B = (entered("a"), sent("a")), (entered("b"), sent("b"))


def picture(transcript: Transcript) -> list[str]:
    """Every block and output as a short line."""
    lines: list[str] = []
    for block in transcript.blocks:
        if isinstance(block, Notice):
            lines.append(f"-- {block.kind.value}: {block.text}")
            continue
        number = "" if block.number is None else f" [{block.number}]"
        author = "" if block.author == "own" else f" {block.author.value}"
        lines.append(f"{block.code.removeprefix('code ')}{number}{author} {block.state.value}")
        lines.extend(f"  {output_line(output)}" for output in block.outputs)
    return lines


def output_line(output: Output) -> str:
    match output:
        case StreamOutput():
            return f"{output.name}: {output.text.plain()!r}"
        case DisplayOutput():
            number = "" if output.execution_count is None else f" [{output.execution_count}]"
            kind = "result" if output.is_result else "display"
            return f"{kind}{number}: {output.data['text/plain']}"
        case ErrorOutput():
            return f"error: {output.ename}"
        case InputOutput():
            return f"question: {output.prompt} {output.state.value} {output.answer}".rstrip()


def applied(events: Iterable[KernelEvent]) -> Transcript:
    """The transcript of events that happen one second after the other."""
    transcript = Transcript(ME)
    for at, event in enumerate(events):
        transcript.apply(event, float(at))
    return transcript
