"""Lines of sessions, as IPython's `%hist` takes them.

    4-6           lines 4 to 6 of the present session; 4:6 are lines 4 and 5, 4- is 4 and all after
    243/1-5       lines of session 243
    ~2/           the whole session two before the present one
    ~8/1-~6/5     from a line of one session to a line of a later one; 8/1-~6/5 too

A number alone is one line, but only beside a range: by itself it is a word to search for.
The rules are those of `IPython.core.history.extract_hist_ranges`, also the odd ones: without a
first line a range is the whole of its sessions, and `4:` is line 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_RANGES = 50
"""Words that a text of ranges may have."""
MOST_SESSIONS = 10_000
"""Sessions a span unfolds to at most, which are its last ones."""

# Of nine digits at most, which every database can take.
_RANGE = re.compile(
    r"(?:(?P<ago>~)?(?P<session>[0-9]{1,9})(?P<slash>/))?(?P<first>[0-9]{1,9})?"
    r"(?:(?P<sign>[-:])(?:(?P<end_ago>~)?(?P<end_session>[0-9]{1,9})/)?(?P<end>[0-9]{0,9}))?"
)


@dataclass(frozen=True, slots=True)
class SessionRange:
    """Lines of one session.

    `session` is its number, 0 the present one, below 0 that many before the present one. `first`
    is at least 1; `last` is in the range, `None` means to the end. It is empty where `last` is
    before `first`.
    """

    session: int
    first: int = 1
    last: int | None = None


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """From line `first` of one session to line `last` of the same or a later one, `None` its end.

    Sessions are as in `SessionRange`; which one is later may only be known with the present one.
    """

    start_session: int
    first: int = 1
    end_session: int = 0
    last: int | None = None

    def resolved(self, present: int = 0) -> tuple[SessionRange, ...]:
        """The ranges of each session, in order; none when the end is before the start.

        `present` is the number of the present session: the others come with their numbers then,
        the present one with 0, and those before the first do not come at all. While it is 0,
        unknown, sessions come as they are written, and a span that mixes both ways is nothing.
        """
        start, end = self.start_session, self.end_session
        if present > 0:
            start, end = (each + present if each <= 0 else each for each in (start, end))
        elif (start > 0) is not (end > 0):
            return ()
        lowest = max(start, end - MOST_SESSIONS + 1)
        if present > 0:
            lowest = max(lowest, 1)
        return tuple(
            SessionRange(
                0 if session == present else session,
                self.first if session == start else 1,
                self.last if session == end else None,
            )
            for session in range(lowest, end + 1)
        )


def parse_ranges(text: str) -> tuple[SessionSpan, ...] | None:
    """The ranges written in `text`, `None` when it is not ranges only and so a query."""
    words = text.split()
    if not 0 < len(words) <= MOST_RANGES or all(word.isdecimal() for word in words):
        return None
    spans: list[SessionSpan] = []
    for word in words:
        found = _RANGE.fullmatch(word)
        if found is None or not (found["first"] or found["slash"]):
            return None
        spans.append(_span(found))
    return tuple(spans)


def _span(found: re.Match[str]) -> SessionSpan:
    start = _session(found["ago"], found["session"])
    end = (
        start if found["end_session"] is None else _session(found["end_ago"], found["end_session"])
    )
    if not found["first"]:
        return SessionSpan(start, 1, end, None)
    first = int(found["first"])
    match found["sign"], found["end"]:
        case "-", "":
            last = None
        case "-", number:
            last = int(number)
        case ":", number if number:
            last = int(number) - 1
        case _:
            last = first
    return SessionSpan(start, max(first, 1), end, last)


def _session(ago: str | None, number: str | None) -> int:
    """The number of a session, from what is before its slash."""
    return (-1 if ago else 1) * int(number or 0)
