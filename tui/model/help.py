"""Help as a kernel sends it: topics, what can be told from their texts, and names in them.

The headed sections (`Signature:`, `Source:`, `File:`) are those of IPython's inspector, which
writes them in colours or, set so, without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui.model.clean import clean
from tui.wire.events import MimeBundle

_SGR = re.compile(r"\x1b\[[0-9;:]*m")
_LONGEST_PATH = 4096

# What may stand between a line's start and a heading of it.
_HEADING_START = re.compile(r"(?:\A|\n)((?:\x1b\[[0-9;:]{0,16}m)*)\Z")
_HEADING_ROOM = 64

# What IPython may write below a source.
_AFTER_SOURCE = (
    "File",
    "Type",
    "Subclasses",
    "Class docstring",
    "Init docstring",
    "Call signature",
    "Call docstring",
)

# A word of letters, or several with `.` or `::` between; a magic's marks in front, and the `!` of
# a function's name in Julia, where it is called.
_NAME = re.compile(
    r"(?:(?<![\w%])%{1,2}(?=[^\W\d]))?[^\W\d]\w*(?:(?:\.|:{2,3})[^\W\d]\w*)*(?:!(?=\())?"
)

_SHOWN = r"[^\x00-\x1f\x7f-\x9f]"
_STRUCK_CELL = re.compile(f"{_SHOWN}(?:\b{_SHOWN})+")
_STRUCK = re.compile(f"(?:{_SHOWN}(?:\b{_SHOWN})+)+")

_PYTHON_SOURCE = re.compile(
    r"\s*(?:@[\w.]+[^\n]*\n\s*)*(?:(?:async[ ]+)?def[ ]+\w+[ ]*[(\[]|class[ ]+\w+[ ]*[(:\[])"
    r"|(?:#![^\n]*\n|#[^\n]*-\*-[^\n]*\n)|(?:from[ ][\w.]+[ ])?import[ ]\w"
)
_PYTHON_START = 2_000


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """One page of help: what a kernel answered, or had paged.

    `title` is cleaned; `data` is the MIME bundle as it came. `name` is what was asked for, "" when
    that is not known, and `detail` how much of it was asked for (1: with source).
    """

    title: str
    data: MimeBundle
    name: str = ""
    detail: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", clean(self.title))

    def text(self, mime: str = "text/plain") -> str:
        """The text of a MIME type as it came, "" for none; a list of strings is joined."""
        value = self.data.get(mime)
        if isinstance(value, list):
            return "".join(part for part in value if isinstance(part, str))
        return value if isinstance(value, str) else ""


def without_looks(text: str) -> str:
    """The text without its colours and other SGR sequences."""
    return _SGR.sub("", text) if "\x1b" in text else text


def source_file(topic: HelpTopic) -> str:
    """The path that the line `File:` gives, as it stands there (`~` may begin it); "" for none.

    What is no file, such as `<frozen posixpath>` or `<string>`, is none.
    """
    text = topic.text()
    heading = _last_heading(text, "File")
    if heading is None:
        return ""
    end = text.find("\n", heading[1], heading[1] + _LONGEST_PATH)
    line = text[heading[1] : end if end >= 0 else heading[1] + _LONGEST_PATH]
    path = without_looks(line).strip()
    if not path or path.rsplit("/", 1)[-1].startswith("<") or clean(path) != path:
        return ""
    return path


def source_of(topic: HelpTopic) -> str:
    """The source code under the heading `Source:`, without its colours; "" for none."""
    parts = split_at_source(topic.text())
    return without_looks(parts[1]) if parts is not None else ""


def split_at_source(text: str) -> tuple[str, str, str] | None:
    """What stands before a source (with its heading), the source, and after; `None` without one.

    The three add up to the text; colours are left in.
    """
    heading = _last_heading(text, "Source")
    if heading is None:
        return None
    look, start = heading
    line_end = text.find("\n", start)
    if line_end < 0 or without_looks(text[start:line_end]).strip():
        return None
    start = line_end + 1
    ends = [
        place
        for label in _AFTER_SOURCE
        if (place := _heading_below(text, f"{look}{label}:", start)) is not None
    ]
    end = min(ends, default=len(text))
    return (text[:start], text[start:end], text[end:]) if text[start:end].strip() else None


def _heading_below(text: str, heading: str, start: int) -> int | None:
    """Where a line from `start` on begins with a heading."""
    if text.startswith(heading, start):
        return start
    place = text.find(f"\n{heading}", start)
    return place + 1 if place >= 0 else None


def _last_heading(text: str, label: str) -> tuple[str, int] | None:
    """The look of the last heading with a label, and where it ends; one in colours goes first.

    A docstring may hold a line that looks like a heading, but hardly one in colours.
    """
    plain: tuple[str, int] | None = None
    place = text.rfind(f"{label}:")
    while place >= 0:
        before = text[max(0, place - _HEADING_ROOM) : place]
        start = _HEADING_START.search(before)
        if start is not None and (start.group().startswith("\n") or len(before) == place):
            found = (start[1], place + len(label) + 1)
            if start[1]:
                return found
            plain = plain or found
        place = text.rfind(f"{label}:", 0, place)
    return plain


def is_python_source(text: str) -> bool:
    """Whether a text begins as Python source does: `%psource` sends nothing else."""
    return _PYTHON_SOURCE.match(without_looks(text[:_PYTHON_START]).lstrip("\n")) is not None


def names_in(line: str) -> list[tuple[int, int]]:
    """Where the names in a line begin and end (code points)."""
    return [found.span() for found in _NAME.finditer(line)]


def name_at(line: str, column: int) -> str:
    """The dotted name at a column (code points) or ending right before it; "" for none there."""
    for start, end in names_in(line):
        if start <= column <= end:
            return line[start:end]
    return ""


def overstruck(text: str) -> str:
    r"""The text with what was struck over as SGR: `x\bx` is bold, `_\bx` underlined.

    Other backspaces stay. No line of the text may be cut within such letters.
    """
    return _STRUCK.sub(_struck_run, text) if "\b" in text else text


def _struck_run(found: re.Match[str]) -> str:
    told: list[str] = []
    look = ""
    for cell in _STRUCK_CELL.finditer(found.group()):
        letter, wanted = _struck_letter(cell.group().split("\b"), look)
        if wanted != look:
            told.append(f"\x1b[0m\x1b[{wanted}m" if wanted else "\x1b[0m")
            look = wanted
        told.append(letter)
    if look:
        told.append("\x1b[0m")
    return "".join(told)


def _struck_letter(strikes: list[str], look: str) -> tuple[str, str]:
    """The letter that stands where some were struck one over the other, and its SGR parameters.

    `look` is that of the letter before, for an underscore over another, which may be both.
    """
    letters = [letter for letter in strikes if letter != "_"]
    if not letters:
        return "_", look or "1"
    bold = "1" if len(letters) > 1 and letters[0] == letters[-1] else ""
    underlined = "4" if len(letters) < len(strikes) else ""
    return letters[-1], ";".join(filter(None, (bold, underlined)))
