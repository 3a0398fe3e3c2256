"""An app with a pager in it, and ways to look at what it draws."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Static

from tui.model.help import HelpTopic
from tui.widgets.pager.divider import Divider
from tui.widgets.pager.pager import Pager
from tui.widgets.pager.title_row import TitleRow
from tui.wire.message import Json


class PagerApp(App[None]):
    """A pager with all the room there is, which keeps what the pager asks for."""

    def __init__(self, *topics: HelpTopic) -> None:
        super().__init__()
        self.pager = Pager()
        self.asked: list[Message] = []
        for topic in topics:
            self.pager.show(topic)

    def compose(self) -> ComposeResult:
        yield self.pager

    def on_mount(self) -> None:
        self.pager.take_focus()

    def on_pager_inspect_wanted(self, event: Pager.InspectWanted) -> None:
        self.asked.append(event)

    def on_pager_source_wanted(self, event: Pager.SourceWanted) -> None:
        self.asked.append(event)

    def on_pager_copy_wanted(self, event: Pager.CopyWanted) -> None:
        self.asked.append(event)

    def on_pager_leave_wanted(self, event: Pager.LeaveWanted) -> None:
        self.asked.append(event)

    def on_pager_resize_wanted(self, event: Pager.ResizeWanted) -> None:
        self.asked.append(event)

    def on_pager_closed(self, event: Pager.Closed) -> None:
        self.asked.append(event)

    def said(self) -> list[tuple[object, ...]]:
        """What the pager asked for, as names and what comes with them."""
        fields = ("name", "detail", "path", "line", "anchor", "text", "step")
        return [
            (type(event).__name__, *(getattr(event, key) for key in fields if hasattr(event, key)))
            for event in self.asked
        ]

    def lines(self) -> list[str]:
        """What stands in the view."""
        view = self.pager.view
        return [view.render_line(line).text.rstrip() for line in range(view.size.height)]

    def title_row(self) -> list[str]:
        """The title and what stands beside it."""
        return [*self.pager.query_one(TitleRow).words]

    def caret(self) -> tuple[int, str]:
        """The line of the view that the caret is on, and the name next to it."""
        view = self.pager.view
        place = view.place
        row = place.caret_line - place.line + place.caret_row - place.above
        return row, view.name


class DividerApp(App[None]):
    """A divider with room on both sides."""

    CSS = "Screen { layout: horizontal; } .room { width: 1fr; height: 1fr; }"

    def __init__(self, stacked: bool) -> None:
        super().__init__()
        self.divider = Divider()
        self.divider.stacked = stacked
        self.moved: list[int] = []

    def compose(self) -> ComposeResult:
        yield Static(classes="room")
        yield self.divider
        yield Static(classes="room")

    def on_mount(self) -> None:
        if self.divider.stacked:
            self.screen.styles.layout = "vertical"

    def on_divider_moved(self, event: Divider.Moved) -> None:
        self.moved.append(event.cells)


def topic(text: str, title: str = "help", name: str = "", **others: Json) -> HelpTopic:
    """A topic with a plain text; other types come as `text_html` and the like."""
    data: dict[str, Json] = {"text/plain": text} if text else {}
    data.update({key.replace("_", "/", 1): value for key, value in others.items()})
    return HelpTopic(title, data, name)


async def drawn(app: PagerApp, pilot: Pilot[None]) -> list[str]:
    """Wait until the topic is drawn in full, measured and searched; answers what stands there."""
    await pilot.pause()
    while app.pager.is_preparing or app.pager.view.is_working:
        await pilot.pause(0.01)
    await pilot.pause()
    return app.lines()
