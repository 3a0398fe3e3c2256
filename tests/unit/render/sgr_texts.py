"""Terminal text that renderers make: told apart into what is read and how it looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import thread_time

from rich.cells import cell_len
from rich.style import Style

from tui.model.clean import clean
from tui.model.stream_text import StreamText, plain_line
from tui.render.palette import Palette

SGR = re.compile(r"\x1b\[([0-9;]*)m")
PALETTE = Palette(
    dim=Style(dim=True),
    syntax={
        "string": Style(color="green"),
        "keyword": Style(color="magenta"),
        "number": Style(color="cyan"),
        "constant": Style(color="yellow"),
    },
)
LOOKS = {
    "1": "b",
    "2": "d",
    "3": "i",
    "4": "u",
    "9": "s",
    "1;4": "bu",
    "38;5;2": "green",
    "38;5;5": "magenta",
    "38;5;6": "cyan",
    "38;5;3": "yellow",
}


def plain(text: str) -> list[str]:
    """The lines of a terminal text without its looks."""
    return [line.rstrip() for line in SGR.sub("", text).split("\n")] if text else []


def marked(text: str) -> str:
    """The text with its looks written as `<b:...>`."""
    return re.sub(
        r"\x1b\[([0-9;]+)m(.*?)\x1b\[0m",
        lambda found: f"<{LOOKS.get(found[1], found[1])}:{found[2]}>",
        text,
    )


def check_text(text: str, width: int | None = None) -> None:
    """Nothing steers the terminal but SGR, every look ends in its line, and lines fit."""
    for line in text.split("\n"):
        words = SGR.sub("", line)
        assert clean(words) == words
        assert line.count("\x1b[0m") * 2 == line.count("\x1b")
        assert width is None or cell_len(words) <= width
    shown = StreamText()
    shown.write(text)
    shown.finish()
    assert plain_line(shown.plain()) == SGR.sub("", text)


def cpu_of(work: Callable[[], object], rounds: int = 3) -> float:
    """The processor time of some work in seconds, the least of some rounds."""
    times = []
    for _ in range(rounds):
        begun = thread_time()
        work()
        times.append(thread_time() - begun)
    return min(times)
