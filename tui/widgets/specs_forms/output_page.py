"""The page that shows how commands are running, and how they ended."""

from __future__ import annotations

from enum import Enum
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui.widgets.specs_forms.command_output import CommandOutput


class Course(Enum):
    """How far an installation is."""

    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"


class OutputPage(Vertical):
    """What is done and since when, over the output of the commands."""

    DEFAULT_CSS = """
    OutputPage {
        & > Static { height: auto; max-height: 6; }
        & > .output--title { text-style: bold; }
        & > .output--state { color: $text-muted; margin-bottom: 1; }
        & > .output--state.-done { color: $text-success; }
        & > .output--state.-failed { color: $text-error; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.output = CommandOutput()
        self._title = Static(markup=False, classes="output--title")
        self._state = Static(markup=False, classes="output--state")
        self._words = ""
        self._course = Course.DONE
        self._began = 0.0
        self._ticks: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, state, output."""
        yield self._title
        yield self._state
        yield self.output

    def begin(self, title: str) -> None:
        """Show that something has begun."""
        self.output.clear()
        self._title.update(Content(title))
        self._began = monotonic()
        if self._ticks is None:
            self._ticks = self.set_interval(1.0, self._tell)
        self.tell(Course.RUNNING, "Running")
        self.screen.set_focus(self.output, scroll_visible=False)

    def tell(self, course: Course, words: str) -> None:
        """Show how far it is, in cleaned words; the time is added, and stops at the end."""
        self._course, self._words = course, words
        self._state.set_class(course is Course.DONE, "-done")
        self._state.set_class(course is Course.FAILED, "-failed")
        self._tell()
        if course in (Course.DONE, Course.FAILED):
            self.output.catch_up()
            if self._ticks is not None:
                self._ticks.stop()
                self._ticks = None

    @property
    def course(self) -> Course:
        """How far it is."""
        return self._course

    @property
    def state(self) -> str:
        """What is said of it, with the time."""
        return str(self._state.content)

    def _tell(self) -> None:
        passed = _duration(monotonic() - self._began)
        going_on = self._course in (Course.RUNNING, Course.STOPPING)
        words = f"{self._words}… {passed}" if going_on else f"{self._words} ({passed})"
        self._state.update(Content(words))


def _duration(seconds: float) -> str:
    """A time as people write it: 7 s, 1 min 5 s."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
