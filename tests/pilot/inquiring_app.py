"""A session's pane on a scripted kernel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tests.fakes import FakeTransport, Script, reply, session_on, status, until
from tui.kernels.session import KernelSession
from tui.kernels.transport import Arrival
from tui.panes.session.pane import SessionPane
from tui.render.highlight import SyntaxTheme
from tui.wire.message import Json
from tui.wire.message import Message as KernelMessage

WIDE, NARROW = (120, 30), (80, 24)
HELP = "Signature: f(a)\nDocstring: What f does.\nFile: ~/f.py\nType: function"


class PaneApp(App[None]):
    """Shows one pane, and notes what it asks of the app."""

    def __init__(self, session: KernelSession) -> None:
        super().__init__()
        self.pane = SessionPane(session, "Fake")
        self.asked: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        """Show it."""
        self.pane.set_syntax(SyntaxTheme())
        self.pane.show(True)

    def on_session_pane_copy_wanted(self, event: SessionPane.CopyWanted) -> None:
        """Note it."""
        self.asked.append(event)

    def on_session_pane_source_wanted(self, event: SessionPane.SourceWanted) -> None:
        """Note it."""
        self.asked.append(event)

    def on_session_pane_edit_wanted(self, event: SessionPane.EditWanted) -> None:
        """Note it."""
        self.asked.append(event)

    def on_session_pane_close_wanted(self, event: SessionPane.CloseWanted) -> None:
        """Note it."""
        self.asked.append(event)

    @property
    def words(self) -> str:
        """What the status bar says besides the state."""
        return self.pane.status("").hint

    def lines(self) -> list[str]:
        """The rows on the screen."""
        return [
            "".join(part.text for part in strip)
            for strip in self.screen._compositor.render_strips()
        ]

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(self.lines())


@asynccontextmanager
async def pane_on(
    transport: FakeTransport, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[PaneApp, Pilot[None]]]:
    """An app with a pane on a kernel that has greeted."""
    async with session_on(transport) as session:
        app = PaneApp(session)
        async with app.run_test(size=size) as pilot:
            yield app, pilot


def paging(*pages: Json) -> Script:
    """A kernel that answers every cell with pages of help."""
    payload: list[Json] = [{"source": "page", "data": page, "start": 0} for page in pages]

    def run(request: KernelMessage) -> Iterable[Arrival]:
        return [
            status(request, "busy"),
            reply(request, execution_count=1, payload=payload),
            status(request, "idle"),
        ]

    return run


def answering(**content: Json) -> Script:
    """A kernel that always gives the same reply to a request."""

    def answer(request: KernelMessage) -> Iterable[Arrival]:
        return [status(request, "busy"), reply(request, **content), status(request, "idle")]

    return answer


def busy(request: KernelMessage) -> Iterable[Arrival]:
    """A kernel that is at a cell for ever."""
    return [status(request, "busy")]


async def shown(app: PaneApp, pilot: Pilot[None], text: str) -> None:
    """Wait until a text is on the screen."""
    await until(lambda: text in app.text)
    await pilot.pause()
