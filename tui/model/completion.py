"""An open completion: which matches fit what is typed since it was asked for, and what each does.

Positions are code points in the whole code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tui.model.calls import REACH, open_signs
from tui.model.clean import clean_code
from tui.wire.introspection import Completion, Match

MOST = 10_000
"""Matches up to which those that fit are told apart, once something more is typed."""

_PARTNERS = {"(": ")", "[": "]", "{": "}"}
# Matches up to which letters anywhere in them are looked for, and signs before magics: some ms.
_FEW = 3_000
# No control characters are in matches, so this one can stand before each where they are joined:
# a hundred thousand are searched in a tenth of the time that it takes to look at one by one.
_BEFORE = "\0"


@dataclass(frozen=True, slots=True)
class Replacement:
    """An edit: `text` takes the place of `code[start:end]`, and the cursor comes behind it."""

    start: int
    end: int
    text: str


class CompletionState:
    """The matches of a reply, while the code they are for is typed on.

    The cursor has to stay where the reply's range is, and the code around it as it was. Those
    matches are `found` that begin with what is `typed` of the range: as it stands, else in any
    case, else, of a few thousand at most, with its letters somewhere in them. As long as no more
    is typed than when the kernel was asked, it is the kernel that says what fits: all of them.
    """

    def __init__(self, code: str, cursor: int, completion: Completion) -> None:
        """Begin with the code that the reply was asked for; `follow` has to come next."""
        self.matches = completion.matches
        self.typed = self._base = code[completion.start : cursor]
        self.found: Sequence[int] = range(len(self.matches))
        """The places of the fitting matches in `matches`."""
        self.selected: int | None = None
        """The selected one's place in `found`, `None` for none."""
        self.is_cut = False
        """Whether more matches fit than are in `found`, which are `MOST` then."""
        self._before = code[: completion.start]
        self._tail = code[cursor : completion.end]
        self._after = code[completion.end :]
        texts = self.matches.texts
        self._has_magics = len(texts) <= _FEW and any(text.startswith("%") for text in texts)

    def __len__(self) -> int:
        return len(self.found)

    @property
    def start(self) -> int:
        """Where the range begins."""
        return len(self._before)

    def row(self, place: int) -> Match:
        """The fitting match at a place in `found`."""
        return self.matches[self.found[place]]

    def text(self, place: int) -> str:
        """The text of the fitting match at a place in `found`."""
        return self.matches.texts[self.found[place]]

    def follow(self, code: str, cursor: int) -> bool:
        """Take what the code is now; false when there is nothing to choose from any more.

        That is so when the cursor is elsewhere, when something else has changed, when less is
        typed than was when the kernel was asked, when nothing fits, or nothing but what is typed.
        """
        if not self._is_in_place(code, cursor):
            return False
        self.typed = code[self.start : cursor]
        self.found = self._fitting()
        if self.selected is not None:
            self.select_best()
        return len(self.found) > 1 or (len(self.found) == 1 and self.text(0) != self.typed)

    def _is_in_place(self, code: str, cursor: int) -> bool:
        behind = len(self._tail) + len(self._after)
        return (
            len(code) - cursor == behind
            and cursor >= self.start + len(self._base)
            and code.startswith(self._before)
            and code.endswith(self._tail + self._after)
            and code[self.start : self.start + len(self._base)].lower() == self._base.lower()
        )

    # What fits.

    def _fitting(self) -> Sequence[int]:
        typed, texts = self.typed, self.matches.texts
        self.is_cut = False
        if len(typed) == len(self._base):
            return range(len(texts))
        if self._has_magics:
            places = range(len(texts))
            found = [place for place in places if _without_sign(texts[place], typed) is not None]
        else:
            found = _beginning_with(typed, self._joined)
        found = found or _beginning_with(typed.lower(), self._lowered)
        if not found and len(texts) <= _FEW:
            lowered = enumerate(self._lowered.split(_BEFORE)[1:])
            found = [place for place, text in lowered if _has_letters(text, typed.lower())]
        if len(found) < MOST:
            return found
        # What is typed may be no more than what all have in common.
        fitting = self._joined.count(_BEFORE + typed)
        self.is_cut = len(found) < fitting < len(texts)
        return range(len(texts)) if fitting == len(texts) else found

    @cached_property
    def _joined(self) -> str:
        return _BEFORE + _BEFORE.join(self.matches.texts)

    @cached_property
    def _lowered(self) -> str:
        return self._joined.lower()

    def emphasis(self, text: str) -> tuple[int, int]:
        """The part of a match's text, from and to, that is typed already; an empty one if none."""
        if (at := _without_sign(text, self.typed)) is not None:
            return at, at + len(self.typed.lstrip("%") if at else self.typed)
        alike = text[: len(self.typed)].lower() == self.typed.lower()
        return (0, len(self.typed)) if alike else (0, 0)

    # The selection.

    def select_best(self) -> None:
        """Select the match that is typed in full, if it is near the top, else the first."""
        near_top = range(min(len(self.found), 100))
        self.selected = next((place for place in near_top if self.text(place) == self.typed), 0)

    def move(self, step: int, *, around: bool = False) -> None:
        """Move the selection by `step` rows; with `around` beyond the last row comes the first."""
        last = len(self.found) - 1
        if self.selected is None:
            self.selected = 0 if step > 0 else last
        elif around:
            self.selected = (self.selected + step) % (last + 1)
        else:
            self.selected = max(0, min(last, self.selected + step))

    @property
    def is_selected_typed(self) -> bool:
        """Whether what is typed is the selected match already."""
        return self.selected is not None and self.text(self.selected) == self.typed

    # What is done to the code.

    def extension(self) -> Replacement | None:
        """What makes the code as long as all fitting matches agree; `None` if it is already."""
        texts = self.matches.texts
        ends = (texts[self.found[0]], texts[self.found[-1]])
        if len(_common(ends)) <= len(self.typed):
            return None
        common = _common(map(texts.__getitem__, self.found))
        if len(common) <= len(self.typed) or not common.lower().startswith(self.typed.lower()):
            return None
        if self.is_cut and _count(common, self._lowered) < _count(self.typed, self._lowered):
            return None
        # Behind the cursor nothing goes before a match is chosen.
        return Replacement(self.start, self.start + len(self.typed), clean_code(common))

    def replacement(self, place: int) -> Replacement:
        """What puts the fitting match at a place in `found` into the code.

        Closing brackets and quotes behind the range that the match brings itself are replaced, and
        so is a slash. So are the signs of a magic before the range.
        """
        text = clean_code(self.text(place))
        end = self.start + len(self.typed) + len(self._tail)
        signs = len(self._before) - len(self._before.rstrip("%"))
        start = self.start - (signs if text.startswith("%" * signs) else 0)
        if text.endswith("/") and self._after.startswith("/"):
            return Replacement(start, end + 1, text)
        return Replacement(start, end + self._doubled(text), text)

    def _doubled(self, text: str) -> int:
        """How much of the code behind the range closes what `text` closes itself."""
        line = self._before[self._before.rfind("\n") + 1 :][-REACH:]
        was, will = open_signs(line + self.typed), open_signs(line + text)
        if will != was[: len(will)]:
            return 0
        size = 0
        for sign in reversed(was[len(will) :]):
            closer = _PARTNERS.get(sign, sign)
            if not self._after.startswith(closer, size):
                break
            size += len(closer)
        return size


def _without_sign(text: str, typed: str) -> int | None:
    """Where in `text` the typed letters stand: at 0, or behind the signs of a magic; else `None`.

    IPython offers `%time` and `%%time` for `ti` and for `%ti`, but only the latter for `%%ti`.
    """
    if text.startswith(typed):
        return 0
    if text.startswith("%") and not typed.startswith("%%"):
        signs = len(text) - len(text.lstrip("%"))
        return signs if text.startswith(typed.lstrip("%"), signs) else None
    return None


def _beginning_with(letters: str, joined: str) -> list[int]:
    """The places of the first `MOST` texts that begin with `letters`."""
    found: list[int] = []
    place, seen = -1, 0
    at = joined.find(_BEFORE + letters)
    while at >= 0 and len(found) < MOST:
        place += joined.count(_BEFORE, seen, at + 1)
        found.append(place)
        seen = at + 1
        at = joined.find(_BEFORE + letters, seen)
    return found


def _count(letters: str, lowered: str) -> int:
    """How many texts begin with `letters`, in any case."""
    return lowered.count(_BEFORE + letters.lower())


def _has_letters(text: str, letters: str) -> bool:
    """Whether all `letters` are in `text`, in their order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _common(texts: Iterable[str]) -> str:
    """What all texts begin with: what the least and the greatest have in common."""
    known = list(texts)
    least, greatest = min(known), max(known)
    for place, letter in enumerate(least):
        if greatest[place : place + 1] != letter:
            return least[:place]
    return least
