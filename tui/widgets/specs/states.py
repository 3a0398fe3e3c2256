"""The state of a kernelspec in a sign and a word, and what is known of checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from tui.model.spec_entry import SpecState
from tui.widgets.specs.row import SpecKey, SpecRow


class Phase(StrEnum):
    """How far the check of a kernel by really starting it has come."""

    WAITING = "waiting"
    STARTING = "checking"
    WORKS = "works"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class SpecCheck:
    """What came of starting a kernel.

    `seconds` is the time until it answered or was given up. `reason` says in a cleaned sentence
    why it fails, `written` is what its process wrote, cleaned, and `kernel` says who answered,
    not cleaned.
    """

    phase: Phase
    seconds: float = 0.0
    reason: str = ""
    written: str = ""
    kernel: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the kernels to be checked have been; `stops` when it was cancelled."""

    done: int
    total: int
    stops: bool = False


class Tone(StrEnum):
    """What a state means."""

    GOOD = "good"
    BAD = "bad"
    UNDER_WAY = "under way"
    QUIET = "quiet"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ShownState:
    """A state as it is shown; `rank` sorts the worst first."""

    sign: str
    words: str
    tone: Tone
    rank: int

    @property
    def text(self) -> str:
        """Sign and words, "" where there is nothing to say."""
        return f"{self.sign} {self.words}" if self.words else ""


@dataclass(slots=True)
class KnownStates:
    """What is known of kernelspecs besides what is on the disk; the drawing looks here."""

    checks: dict[SpecKey, SpecCheck] = field(default_factory=dict)
    # What a look at the disk tells will not start.
    faulty: set[SpecKey] = field(default_factory=set)
    default_name: str = ""

    def is_default(self, row: SpecRow) -> bool:
        """Whether it is the kernel that jtui opens when none is named."""
        entry = row.entry
        return bool(self.default_name) and (
            entry.shadowed_by is None and entry.name == self.default_name.lower()
        )

    def words(self, row: SpecRow) -> str:
        """What the filter finds of a state, besides what is on the disk."""
        return f"{self.of(row).words}{' default' if self.is_default(row) else ''}"

    def of(self, row: SpecRow) -> ShownState:
        """The state of a row, a check's before what is on the disk."""
        check = self.checks.get(row.key)
        if check is not None:
            return _of_check(check)
        match row.entry.state:
            case SpecState.BROKEN:
                return ShownState("✗", "broken", Tone.BAD, 0)
            case SpecState.SHADOWED:
                return ShownState("◌", "shadowed", Tone.QUIET, 5)
            case SpecState.NOT_ALLOWED:
                return ShownState("⊘", "not allowed", Tone.QUIET, 4)
            case SpecState.USABLE:
                pass
            case other:
                assert_never(other)
        if row.key in self.faulty:
            return ShownState("!", "cannot start", Tone.BAD, 2)
        if self.is_default(row):
            return ShownState("★", "default", Tone.PLAIN, 6)
        return ShownState("", "", Tone.PLAIN, 7)


def seconds_words(seconds: float) -> str:
    """A time as `0.8 s`, `12 s` or `2 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _of_check(check: SpecCheck) -> ShownState:
    match check.phase:
        case Phase.WAITING:
            return ShownState("·", "waiting", Tone.UNDER_WAY, 9)
        case Phase.STARTING:
            return ShownState("…", "checking", Tone.UNDER_WAY, 3)
        case Phase.WORKS:
            return ShownState("✓", f"works {seconds_words(check.seconds)}", Tone.GOOD, 8)
        case Phase.FAILS:
            return ShownState("✗", "fails", Tone.BAD, 1)
        case other:
            assert_never(other)
