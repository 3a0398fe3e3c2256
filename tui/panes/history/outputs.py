"""What a cell has put out, as one text for the preview of the history."""

from __future__ import annotations

from tui.model.cells import Cell
from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, Output, StreamOutput
from tui.model.stream_text import StreamText
from tui.render.mime import display_text

MOST = 20_000
"""Characters of the outputs that are shown; of longer ones the beginning."""


def output_text(cell: Cell) -> str:
    """The outputs of a cell below each other, with their colours as escape sequences."""
    parts: list[str] = []
    size = 0
    for output in cell.outputs:
        parts.append(_text_of(output)[: MOST - size].rstrip("\n"))
        size += len(parts[-1])
        if size >= MOST:
            parts.append("...")
            break
    return "\n".join(part for part in parts if part)


def _text_of(output: Output) -> str:
    match output:
        case StreamOutput(text=text):
            return _beginning(text)
        case DisplayOutput(data=data, metadata=metadata):
            return display_text(data, metadata)
        case ErrorOutput(traceback=traceback, ename=ename, evalue=evalue):
            return "\n".join(traceback) or f"{ename}: {evalue}"
        case InputOutput():
            return ""


def _beginning(text: StreamText) -> str:
    """The first characters that were printed, of which there may be a hundred million."""
    parts: list[str] = []
    size = 0
    for page in text.frozen:
        parts.append(page.text[:MOST])
        size += len(parts[-1])
        if size >= MOST:
            return "".join(parts)
    return "".join([*parts, "\n".join(line[:MOST] for line in text.live_lines())])
