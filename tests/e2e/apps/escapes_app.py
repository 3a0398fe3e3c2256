"""Shows hostile text in many widgets; with `open` as its word the barrier is left out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.content import Content
from textual.filter import LineFilter
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import (
    Button,
    DataTable,
    Input,
    Label,
    Markdown,
    OptionList,
    RichLog,
    Static,
    TextArea,
    Tree,
)

from tui.terminal.barrier import ControlBarrier

PAYLOADS = {
    "title": "\x1b]0;{}\x07",
    "clipboard": "\x1b]52;c;{}\x07",
    "device-control": "\x1bP{}\x1b\\",
    "report": "\x1b[6n{}",
    "one-byte-csi": "\x9b6n{}",
    "one-byte-osc": "\x9d0;{}\x9c",
    "bidi": "\u202e{}",
    "shift-out": "\x0e{}",
    "delete": "\x7f{}",
}


def mark(widget: str, payload: str) -> str:
    """Return what tells the payload of a widget from all others, harmless by itself."""
    return f"{widget}-{payload}".encode().hex()[:32].ljust(32, "0")


def hostile(widget: str) -> list[str]:
    """Return every payload, marked so that its effect can be told from the others'."""
    return [payload.format(mark(widget, name)) for name, payload in PAYLOADS.items()]


class Lines(Widget):
    """A line-drawn widget; its first line is a link that ends itself to begin something else."""

    def render_line(self, y: int) -> Strip:
        """Draw one payload."""
        lines = hostile("lines")
        if 0 < y <= len(lines):
            return Strip([Segment(lines[y - 1])])
        return Strip([Segment("link", Style(link="http://x\x1b\\\x1b]0;link-target\x07"))])


def rich_log(lines: Iterable[str]) -> RichLog:
    """A log that keeps what it is given."""
    log = RichLog()
    for line in lines:
        log.write(line)
    return log


def table(lines: Iterable[str]) -> DataTable[Text]:
    """A table with a payload a row."""
    made: DataTable[Text] = DataTable()
    made.add_column("column", width=60)
    for line in lines:
        made.add_row(Text(line))
    return made


def tree(lines: Iterable[str]) -> Tree[None]:
    """A tree with a payload a node."""
    made: Tree[None] = Tree("root")
    made.root.expand()
    for line in lines:
        made.root.add_leaf(Text(line))
    return made


WIDGETS: dict[str, Callable[[list[str]], Widget]] = {
    "static": lambda lines: Static(Content("\n".join(lines))),
    "label": lambda lines: Label("\n".join(lines), markup=False),
    "button": lambda lines: Button(Content(lines[0])),
    "input": lambda lines: Input(lines[0]),
    "textarea": lambda lines: TextArea("\n".join(lines)),
    "markdown": lambda lines: Markdown("\n\n".join(lines)),
    "options": lambda lines: OptionList(*(Content(line) for line in lines)),
    "table": table,
    "tree": tree,
    "log": rich_log,
    "lines": lambda _lines: Lines(),
}

PLACES = (*WIDGETS, "border", "toast", "toast-title")
"""Where the first payload is drawn, by the name in its mark."""


class EscapesApp(App[None]):
    """All widgets below each other, a border title and a notification."""

    CSS = "Screen > * { height: auto; max-height: 14; } Screen > Lines { height: 10; }"

    def __init__(self, barrier: bool) -> None:
        super().__init__()
        self._barrier = [ControlBarrier()] if barrier else []

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Put the barrier first, where it still knows control segments."""
        return [*self._barrier, *super().get_line_filters()]

    def compose(self) -> ComposeResult:
        """Make one of each."""
        for name, make in WIDGETS.items():
            yield make(hostile(name))

    def on_mount(self) -> None:
        """Use the places text can go that are no widget's content."""
        first = self.query(Static).first()
        first.styles.border = ("solid", "red")
        first.border_title = hostile("border")[0]
        self.notify(hostile("toast")[0], title=hostile("toast-title")[0], markup=False, timeout=60)


if __name__ == "__main__":
    EscapesApp(barrier="open" not in sys.argv).run()
