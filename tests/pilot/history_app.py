"""An app with a history panel in it that searches made-up entries, and ways to look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tui.model.history.entry import Findings, HistoryEntry, HistoryRow, Outcome, Source
from tui.model.history.query import parse_query
from tui.widgets.history.found_list import FoundList
from tui.widgets.history.panel import HistoryPanel
from tui.widgets.history.preview import HistoryPreview, PreviewBody, PreviewHead
from tui.widgets.history.scope_row import ScopeRow
from tui.widgets.history.search_row import FilterWords, QueryInput

SCOPES = ("this kernel", "all sessions of this kernel", "everything")
BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}"


def entry(code: str, number: int = 1, **others: object) -> HistoryEntry:
    """An entry of the store."""
    made = HistoryEntry(code, entry_id=number, line=number, language="python")
    return replace(made, **others)  # type: ignore[arg-type]


def rows(*codes: str) -> list[HistoryRow]:
    """A row for each code, the first of which is the newest."""
    return [HistoryRow(entry(code, len(codes) - place)) for place, code in enumerate(codes)]


HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 = 1",
    f"admin{BIDI} = 2",
    "\r\n\r\n\n",
    "",
    "[@click=app.quit]quit[/nope]",
    "数据 = 読む('ファイル') # 한국어" * 9,
    "\t\tif x:\n\t\t\tpass\u2028\x85",
    "e\N{COMBINING ACUTE ACCENT}" * 300,
    "\N{FAMILY}\N{ZERO WIDTH JOINER}\N{WOMAN} = '\ud800'",
    "x" * 3_000 + "needle",
)
"""Codes that nobody wrote by hand."""


class HistoryApp(App[None]):
    """A panel over everything, answered at once unless `answers` is false."""

    def __init__(self, found: Sequence[HistoryRow] = (), *, answers: bool = True) -> None:
        super().__init__()
        self.found = [*found]
        self.answers = answers
        self.panel = HistoryPanel()
        self.panel.scopes = SCOPES
        self.panel.here = "/home/ada/work"
        self.panel.language_filter = "python"
        self.asked: list[Message] = []
        self.wholes: dict[str, tuple[str, str]] = {}

    def compose(self) -> ComposeResult:
        yield self.panel

    def search(self) -> None:
        """Answer what is wanted now."""
        panel = self.panel
        query = parse_query(panel.query_text)
        found = tuple(
            row
            for row in self.found
            if query.matches(row.entry.code) and panel.filters.passes(row.entry)
        )
        panel.show(Findings(found), query)

    def on_history_panel_search_wanted(self, event: HistoryPanel.SearchWanted) -> None:
        self.asked.append(event)
        if self.answers:
            self.search()

    def on_history_panel_preview_wanted(self, event: HistoryPanel.PreviewWanted) -> None:
        self.asked.append(event)
        whole = self.wholes.get(event.entry.code)
        if whole is not None:
            self.panel.show_preview(event.entry.key, *whole)

    def on_history_panel_taken(self, event: HistoryPanel.Taken) -> None:
        self.asked.append(event)

    def on_history_panel_copy_wanted(self, event: HistoryPanel.CopyWanted) -> None:
        self.asked.append(event)

    def on_history_panel_forget_wanted(self, event: HistoryPanel.ForgetWanted) -> None:
        self.asked.append(event)

    def on_history_panel_save_wanted(self, event: HistoryPanel.SaveWanted) -> None:
        self.asked.append(event)

    def on_history_panel_since_wanted(self, event: HistoryPanel.SinceWanted) -> None:
        self.asked.append(event)

    def on_history_panel_closed(self, event: HistoryPanel.Closed) -> None:
        self.asked.append(event)

    # Looking at it.

    def said(self) -> list[tuple[object, ...]]:
        """What the panel asked for besides searches and previews: names, codes, `runs`."""
        said: list[tuple[object, ...]] = []
        for event in self.asked:
            if isinstance(event, HistoryPanel.SearchWanted | HistoryPanel.PreviewWanted):
                continue
            entries: Sequence[HistoryEntry] = getattr(event, "entries", ())
            runs = ("runs",) if getattr(event, "runs", False) else ()
            said.append((type(event).__name__, *(each.code for each in entries), *runs))
        return said

    def searches(self) -> list[HistoryPanel.SearchWanted]:
        """The searches that were asked for."""
        return [each for each in self.asked if isinstance(each, HistoryPanel.SearchWanted)]

    @property
    def found_list(self) -> FoundList:
        """The list."""
        return self.panel.query_one(FoundList)

    @property
    def body(self) -> PreviewBody:
        """The preview's code and output."""
        return self.panel.query_one(PreviewBody)

    @property
    def field(self) -> QueryInput:
        """What is typed into."""
        return self.panel.query_one(QueryInput)

    def lines(self) -> list[str]:
        """What stands in the list."""
        return [
            self.found_list.render_line(y).text.rstrip() for y in range(self.found_list.size.height)
        ]

    def query_text(self) -> str:
        """What stands in the search row."""
        return self.panel.query_text

    def selected(self) -> str:
        """The code of the selected entry, "" for none."""
        row = self.found_list.selected
        return row.entry.code if row is not None else ""

    def preview(self) -> list[str]:
        """What stands in the preview: the facts, then the rows."""
        head = self.panel.query_one(PreviewHead).render_line(0).text.strip()
        rows = [self.body.render_line(y).text for y in range(self.body.size.height)]
        return [head, *(row.removeprefix("│ ").removeprefix(" ").rstrip() for row in rows)]

    def scope_words(self) -> str:
        """What stands in the row of scopes."""
        return self.panel.query_one(ScopeRow).render_line(0).text.strip()

    def filter_words(self) -> tuple[str, ...]:
        """The filters beside the input."""
        return self.panel.query_one(FilterWords).words

    def has_preview(self) -> bool:
        """Whether the preview is shown."""
        return self.panel.query_one(HistoryPreview).display


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds; the time limit of the tests ends what never does."""
    while not holds():
        await pilot.pause(0.01)
    await pilot.pause()


def many(count: int) -> list[HistoryRow]:
    """Rows with some of everything."""
    languages = ("python", "R", "julia")
    outcomes = (Outcome.OK, Outcome.ERROR, Outcome.UNKNOWN)
    made = []
    for number in range(count):
        code = f"value_{number} = compute({number}, 'text', flag=True)  # a comment"
        if number % 3 == 0:
            code += "\nprint(value)\n"
        each = HistoryEntry(
            code,
            Source.KERNEL,
            session=number // 100,
            line=1 + number % 100,
            language=languages[number % 3],
            kernelspec="python3",
            cwd="/home/ada/work",
            started=1_790_000_000.0 - 4_000 * number,
            duration=0.1 * number,
            outcome=outcomes[number % 3],
        )
        made.append(HistoryRow(each, 1 + number % 5))
    return made
